package dev.pgtether.operator.audit;

import dev.pgtether.audit.Agents;
import dev.pgtether.audit.Audit;
import dev.pgtether.audit.AuditResult;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Outcome;
import dev.pgtether.database.ServerSession;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.CannotAudit;
import dev.pgtether.operator.database.Complaint;
import dev.pgtether.operator.database.KeptConnection;
import java.time.Duration;
import java.time.InstantSource;

/** One audit of one resource over its kept connection. Blocks: for a virtual thread. */
final class Round {

  private final Neighbourhoods neighbourhoods;
  private final Agents agents;
  private final Duration deadline;
  private final InstantSource clock;

  Round(
      Neighbourhoods neighbourhoods, Agents agents, Duration deadline, InstantSource clock) {
    this.neighbourhoods = neighbourhoods;
    this.agents = agents;
    this.deadline = deadline;
    this.clock = clock;
  }

  /**
   * @throws CannotAudit when it does not come about
   */
  AuditResult run(ConnectionAudit audit, KeptConnection connection, Memory memory) {
    ServerSession session = connection.open(audit);
    try {
      AuditResult result =
          new Audit(
                  session::read,
                  agents,
                  neighbourhoods.of(audit, session.resolved()),
                  deadline,
                  clock)
              .run(memory);
      requireOneServer(result, audit);
      connection.keepFor(audit, result.server());
      return result;
    } catch (RuntimeException failed) {
      throw Complaint.of(failed, audit);
    }
  }

  private static void requireOneServer(AuditResult result, ConnectionAudit audit) {
    if (result.outcome() instanceof Outcome.Voided voided) {
      throw new CannotAudit(
          Reason.POOLER_IN_PATH,
          "two readings of %s were answered by different backends (%d, then %d): a pooler or several servers stand behind it; give database.host and database.port of PostgreSQL itself"
              .formatted(
                  audit.getSpec().database().host(),
                  voided.first().ownBackend().pid(),
                  voided.second().ownBackend().pid()));
    }
  }
}
