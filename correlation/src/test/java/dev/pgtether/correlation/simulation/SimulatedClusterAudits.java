package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Route;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
import dev.pgtether.correlation.query.SocketQueryPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Audits a simulated cluster: A1, the queries, the answers, A2, and what the API server has
 * reported by then.
 */
final class SimulatedClusterAudits {

  private static final long SERVER_CLOCK = SimulatedNetwork.SERVER_CLOCK;

  private final SimulatedCluster cluster;
  private final ApiServerView apiServer;
  private final SeededRandom random;

  SimulatedClusterAudits(SimulatedCluster cluster, SeededRandom random) {
    this.cluster = cluster;
    this.random = random;
    this.apiServer = new ApiServerView(cluster, random);
  }

  AuditObservation at(long begin, PairingMemory pairingMemory) {
    MonotonicInterval first = taking(begin, 5_000);
    ActivitySnapshot before = activity(first);
    long scanBegin = first.endNanos() / 1_000 + random.logUniform(100, 500_000);
    MonotonicInterval scan = taking(scanBegin, 300_000);
    SocketQueryPlan socketQueryPlan =
        SocketQueryPlan.of(
            before, endpoints(), pairingMemory, apiServer.at(first.endNanos() / 1_000));
    List<AgentReport> reports = new ArrayList<>();
    Set<String> silent = new HashSet<>();
    for (String uid : socketQueryPlan.byPodUid().keySet()) {
      PodTimeline pod = cluster.pods.get(Integer.parseInt(uid));
      boolean runs =
          scan.beginNanos() / 1_000 >= pod.started() && scan.endNanos() / 1_000 < pod.ended();
      if (!runs || random.nextBoolean(0.1)) {
        silent.add(uid);
      } else {
        reports.add(report(socketQueryPlan.byPodUid().get(uid), uid, pod, scan));
      }
    }
    MonotonicInterval second =
        taking(scan.endNanos() / 1_000 + random.logUniform(100, 500_000), 5_000);
    return new AuditObservation(
        before,
        reports,
        silent,
        activity(second),
        endpoints(),
        pairingMemory,
        apiServer.at(second.endNanos() / 1_000 + random.logUniform(10, 100_000)));
  }

  private MonotonicInterval taking(long beginMicros, long atMost) {
    return new MonotonicInterval(
        beginMicros * 1_000, (beginMicros + random.logUniform(200, atMost)) * 1_000);
  }

  private ServerEndpoints endpoints() {
    return new ServerEndpoints(
        Map.of(
            SimulatedCluster.SERVER,
            Route.direct(RouteTarget.THIS_SERVER),
            SimulatedCluster.SHARED,
            new Route(RouteTarget.ONE_OF_SEVERAL, "shop/orders-db-ro", Long.MIN_VALUE),
            SimulatedCluster.SERVICE,
            new Route(
                RouteTarget.THIS_SERVER,
                "shop/orders-db",
                apiServer.onOperatorClock(cluster.serviceSince))));
  }

  private ActivitySnapshot activity(MonotonicInterval reading) {
    List<Backend> rows = new ArrayList<>();
    for (SimulatedPodConnection connection : cluster.connections) {
      long at = random.between(reading.beginNanos() / 1_000, reading.endNanos() / 1_000);
      if (connection.hasRow(at)) {
        rows.add(row(connection, at));
      }
    }
    ServerInfo serverInfo =
        new ServerInfo(
            "17.6",
            170006,
            SERVER_CLOCK - 1,
            false,
            100,
            3,
            new BackendId(1, SERVER_CLOCK),
            SimulatedCluster.AUDITOR,
            SimulatedCluster.SERVER,
            true,
            new ServerInfo.AuthenticationSettings(true, Duration.ofSeconds(60)));
    return new ActivitySnapshot(serverInfo, rows, 0, reading);
  }

  private static Backend row(SimulatedPodConnection connection, long at) {
    boolean active = connection.isActive(at);
    long change =
        active
            ? connection.query()
            : connection.hasAsked(at) ? connection.answered() : connection.shown();
    return new Backend(
        connection.backend(SERVER_CLOCK),
        Backend.Kind.CLIENT,
        new ClientAddress.Tcp(connection.client()),
        active ? SessionState.ACTIVE : SessionState.IDLE,
        SERVER_CLOCK + change,
        connection.hasAsked(at) ? SERVER_CLOCK + connection.query() : null,
        active ? null : "ClientRead",
        SERVER_CLOCK + at,
        "app",
        "orders",
        null);
  }

  private AgentReport report(
      SocketQuery query, String uid, PodTimeline pod, MonotonicInterval scan) {
    List<ClientSocket> sockets = new ArrayList<>();
    long at = random.between(scan.beginNanos() / 1_000, scan.endNanos() / 1_000);
    List<SimulatedPodConnection> existing =
        cluster.connections.stream()
            .filter(connection -> connection.pod() == pod)
            .filter(connection -> connection.isEstablished(at) || connection.isOrphan(at))
            .toList();
    for (SimulatedPodConnection connection : existing) {
      Endpoint local = new Endpoint(pod.address(), connection.port());
      List<SimulatedPodConnection> atEndpoint =
          existing.stream().filter(other -> other.port() == connection.port()).toList();
      boolean soleAtEndpoint = query.soleCheckEndpoints().contains(local) && atEndpoint.size() == 1;
      // a socket to a known port of the server; to any other only when there is none to a known one
      if (query.ports().contains(connection.peer().port())
          || atEndpoint.stream()
              .noneMatch(
                  other ->
                      other.isEstablished(at) && query.ports().contains(other.peer().port()))) {
        sockets.add(socket(connection, local, at, scan, soleAtEndpoint));
      }
    }
    return new AgentReport(
        "sidecar " + pod.name(),
        "boot",
        scan,
        new ScanCoverage(
            ScanCoverage.SocketListing.DIAG_ONE_PASS,
            ScanCoverage.HolderLookup.DESCRIPTORS,
            List.of()),
        List.of(new NetworkNamespace(7, Set.of(pod.address()), true)),
        sockets,
        null,
        new ReportOrigin.PodAgent(uid));
  }

  private static ClientSocket socket(
      SimulatedPodConnection connection,
      Endpoint local,
      long at,
      MonotonicInterval scan,
      boolean soleAtEndpoint) {
    boolean established = connection.isEstablished(at);
    return new ClientSocket(
        new SocketId(7, 100 + connection.number()),
        local,
        connection.peer(),
        established ? TcpState.ESTABLISHED : TcpState.FIN_WAIT2,
        connection.number(),
        new TcpInfo(
            (at - connection.lastSent(at)) / 1_000,
            at < connection.shown() ? 3_000 : at < connection.query() ? 4_000 : 40_000,
            scan),
        established
            ? new SocketHolders.Known(
                List.of(
                    new SocketHolder(
                        new ProcessId(10, SimulatedNetwork.SERVER_CLOCK), null, "client", null)),
                true)
            : new SocketHolders.Nobody(),
        soleAtEndpoint);
  }
}
