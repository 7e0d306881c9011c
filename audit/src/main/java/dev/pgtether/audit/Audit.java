package dev.pgtether.audit;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.pairing.Correlation;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Outcome;
import dev.pgtether.correlation.pairing.Question;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * One audit: the backends (A1), the sockets that they need (S), the backends again (A2), and what
 * that comes to.
 */
public final class Audit {

  private final Activity activity;
  private final SocketTable sockets;
  private final ServerNames names;
  private final Duration scanDeadline;
  private final InstantSource clock;

  /**
   * @param names under which the server is reached, as far as that is known beforehand
   * @param scanDeadline how long the sockets may take
   */
  public Audit(
      Activity activity,
      SocketTable sockets,
      ServerNames names,
      Duration scanDeadline,
      InstantSource clock) {
    this.activity = activity;
    this.sockets = sockets;
    this.names = names;
    this.scanDeadline = scanDeadline;
    this.clock = clock;
  }

  /**
   * Audits once.
   *
   * @param memory what the audit before left, {@link Memory#NONE} for the first
   * @throws RuntimeException what the ports throw; nothing is half-done then
   */
  public AuditResult run(Memory memory) {
    ActivitySnapshot first = activity.read();
    ServerEndpoints endpoints = names.endpointsOf(first.server());
    SocketQuery query = Question.of(first, endpoints, memory);
    AgentReport report = sockets.scan(query, scanDeadline);
    ActivitySnapshot second = activity.read();
    Instant at = clock.instant();
    List<AgentReport> reports = List.of(report);
    Outcome outcome = Correlation.pair(new Observation(first, reports, second, endpoints, memory));
    return new AuditResult(at, second.server(), reports, outcome);
  }
}
