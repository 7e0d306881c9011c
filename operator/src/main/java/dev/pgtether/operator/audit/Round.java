package dev.pgtether.operator.audit;

import dev.pgtether.audit.Agents;
import dev.pgtether.audit.Audit;
import dev.pgtether.audit.AuditResult;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Outcome;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.cluster.ClusterIndex;
import dev.pgtether.operator.cluster.ServiceRoads;
import dev.pgtether.operator.database.CannotAudit;
import dev.pgtether.operator.database.Complaint;
import dev.pgtether.operator.database.KeptConnection;
import dev.pgtether.operator.database.Opened;
import dev.pgtether.operator.report.Attempt;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Audits one resource over its kept connection. Blocks: for a virtual thread.
 *
 * @param auditor under which addresses we dial
 * @param deadline for the agents to answer
 */
record Round(
    KeptConnection connection,
    ClusterIndex index,
    ServiceRoads roads,
    Set<IpAddress> auditor,
    Agents agents,
    Duration deadline,
    InstantSource clock)
    implements Pass {

  @Override
  public Attempt.Success run(ConnectionAudit audit, Memory memory) {
    Opened opened = connection.open(audit);
    Vicinity vicinity = vicinity(audit, opened);
    try {
      AuditResult result =
          new Audit(opened.session()::read, agents, vicinity, deadline, clock).run(memory);
      connection.requireRole(audit, result.server());
      return switch (result.outcome()) {
        case Outcome.Paired paired ->
            new Attempt.Success(result, paired, vicinity.seen(), opened.role());
        case Outcome.Voided voided -> throw severalServers(audit, voided);
      };
    } catch (RuntimeException failed) {
      throw Complaint.of(failed, audit);
    }
  }

  @Override
  public void cut() {
    connection.cut();
  }

  @Override
  public void close() {
    connection.close();
  }

  private Vicinity vicinity(ConnectionAudit audit, Opened opened) {
    int port = audit.getSpec().database().port();
    List<Endpoint> dialled =
        opened.session().resolved().stream().map(address -> new Endpoint(address, port)).toList();
    return new Vicinity(
        index, roads, auditor, audit.getMetadata().getNamespace(), dialled, opened.alsoKnownAs());
  }

  private static CannotAudit severalServers(ConnectionAudit audit, Outcome.Voided voided) {
    DatabaseSpec database = audit.getSpec().database();
    return new CannotAudit(
        Reason.POOLER_IN_PATH,
        "two readings of %s:%d were answered by different backends (pid %d, then %d): a pooler or several servers stand behind it. Give database.host and database.port of PostgreSQL itself"
            .formatted(
                database.host(),
                database.port(),
                voided.first().ownBackend().pid(),
                voided.second().ownBackend().pid()));
  }
}
