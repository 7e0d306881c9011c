package dev.pgtether.audit;

import dev.pgtether.correlation.engine.Correlation;
import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.query.SocketQueryPlan;
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
   * @param pairingMemory what the audit before left, {@link PairingMemory#NONE} for the first
   * @throws RuntimeException what the ports throw; nothing is half-done then
   */
  public AuditResult run(PairingMemory pairingMemory) {
    ActivitySnapshot first = activity.read();
    ServerEndpoints endpoints = surroundings.endpointsOf(first.server());
    Set<IpAddress> addresses = new HashSet<>();
    collectAddresses(first, addresses);
    SocketQueryPlan socketQueryPlan =
        SocketQueryPlan.of(
            first, endpoints, pairingMemory, surroundings.around(Set.copyOf(addresses)));
    Sighted seen = agents.ask(socketQueryPlan, scanDeadline);
    ActivitySnapshot second = activity.read();
    Instant at = clock.instant();
    collectAddresses(second, addresses);
    ClusterSnapshot clusterSnapshot = surroundings.around(addresses);
    PairingOutcome pairingOutcome =
        Correlation.pair(
            new AuditObservation(
                first,
                seen.reports(),
                seen.silent(),
                second,
                endpoints,
                pairingMemory,
                clusterSnapshot));
    return new AuditResult(at, second.server(), seen, clusterSnapshot != null, pairingOutcome);
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
