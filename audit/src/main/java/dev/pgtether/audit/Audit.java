package dev.pgtether.audit;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.pairing.Correlation;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Outcome;
import dev.pgtether.correlation.pairing.Questions;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * One audit: the backends (A1), the sockets that they need (S), the backends again (A2), and what
 * that comes to.
 */
public final class Audit {

  private final Activity activity;
  private final Agents agents;
  private final Surroundings surroundings;
  private final Duration scanDeadline;
  private final InstantSource clock;

  /**
   * @param surroundings what is known around the server
   * @param scanDeadline how long the sockets may take
   */
  public Audit(
      Activity activity,
      Agents agents,
      Surroundings surroundings,
      Duration scanDeadline,
      InstantSource clock) {
    this.activity = activity;
    this.agents = agents;
    this.surroundings = surroundings;
    this.scanDeadline = scanDeadline;
    this.clock = clock;
  }

  /**
   * An audit that looks around on this host.
   *
   * @param names under which the server is reached, as far as that is known beforehand
   * @param scanDeadline how long the sockets may take
   */
  public static Audit ofThisHost(
      Activity activity,
      SocketTable sockets,
      ServerNames names,
      Duration scanDeadline,
      InstantSource clock) {
    return new Audit(activity, Agents.local(sockets), names, scanDeadline, clock);
  }

  /**
   * Audits once.
   *
   * @param memory what the audit before left, {@link Memory#NONE} for the first
   * @throws RuntimeException what the ports throw; nothing is half-done then
   */
  public AuditResult run(Memory memory) {
    ActivitySnapshot first = activity.read();
    ServerEndpoints endpoints = surroundings.endpointsOf(first.server());
    Set<IpAddress> addresses = new HashSet<>();
    collectAddresses(first, addresses);
    Questions questions =
        Questions.of(first, endpoints, memory, surroundings.around(Set.copyOf(addresses)));
    Sighted seen = agents.ask(questions, scanDeadline);
    ActivitySnapshot second = activity.read();
    Instant at = clock.instant();
    collectAddresses(second, addresses);
    Cluster cluster = surroundings.around(addresses);
    Outcome outcome =
        Correlation.pair(
            new Observation(
                first, seen.reports(), seen.silent(), second, endpoints, memory, cluster));
    return new AuditResult(at, second.server(), seen, cluster != null, outcome);
  }

  /** The clients' addresses, and the server's own. */
  private static void collectAddresses(ActivitySnapshot activity, Set<IpAddress> addresses) {
    Endpoint server = activity.server().address();
    if (server != null) {
      addresses.add(server.address());
    }
    for (Backend backend : activity.backends()) {
      Endpoint client = backend.tcpClient();
      if (client != null) {
        addresses.add(client.address());
      }
    }
  }
}
