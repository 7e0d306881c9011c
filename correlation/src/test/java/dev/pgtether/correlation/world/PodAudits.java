package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.Holder;
import dev.pgtether.correlation.fact.Holders;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.Standpoint;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.fact.Visibility;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Questions;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Reach;
import dev.pgtether.correlation.pairing.ServerEndpoints.Road;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Audits of pods: A1, who is asked, what they answer, A2, and what the API server has told by then.
 */
final class PodAudits {

  private static final long SERVER_CLOCK = World.SERVER_CLOCK;

  private final PodWorld world;
  private final PodNews news;
  private final Chance chance;

  PodAudits(PodWorld world, Chance chance) {
    this.world = world;
    this.chance = chance;
    this.news = new PodNews(world, chance);
  }

  Observation at(long begin, Memory memory) {
    MonotonicInterval first = taking(begin, 5_000);
    ActivitySnapshot before = activity(first);
    long scanBegin = first.endNanos() / 1_000 + chance.spread(100, 500_000);
    MonotonicInterval scan = taking(scanBegin, 300_000);
    Questions questions =
        Questions.of(before, endpoints(), memory, news.at(first.endNanos() / 1_000));
    List<AgentReport> reports = new ArrayList<>();
    Set<String> silent = new HashSet<>();
    for (String uid : questions.ofPods().keySet()) {
      PodLife pod = world.pods.get(Integer.parseInt(uid));
      boolean runs =
          scan.beginNanos() / 1_000 >= pod.started() && scan.endNanos() / 1_000 < pod.ended();
      if (!runs || chance.hits(0.1)) {
        silent.add(uid);
      } else {
        reports.add(report(questions.ofPods().get(uid), uid, pod, scan));
      }
    }
    MonotonicInterval second = taking(scan.endNanos() / 1_000 + chance.spread(100, 500_000), 5_000);
    return new Observation(
        before,
        reports,
        silent,
        activity(second),
        endpoints(),
        memory,
        news.at(second.endNanos() / 1_000 + chance.spread(10, 100_000)));
  }

  private MonotonicInterval taking(long beginMicros, long atMost) {
    return new MonotonicInterval(
        beginMicros * 1_000, (beginMicros + chance.spread(200, atMost)) * 1_000);
  }

  private ServerEndpoints endpoints() {
    return new ServerEndpoints(
        Map.of(
            PodWorld.SERVER,
            Road.straight(Reach.THIS_SERVER),
            PodWorld.SHARED,
            new Road(Reach.ONE_OF_SEVERAL, "shop/orders-db-ro", Long.MIN_VALUE),
            PodWorld.SERVICE,
            new Road(
                Reach.THIS_SERVER, "shop/orders-db", news.onOperatorsClock(world.serviceSince))));
  }

  private ActivitySnapshot activity(MonotonicInterval reading) {
    List<Backend> rows = new ArrayList<>();
    for (PodConnection connection : world.connections) {
      long at = chance.between(reading.beginNanos() / 1_000, reading.endNanos() / 1_000);
      if (connection.hasRow(at)) {
        rows.add(row(connection, at));
      }
    }
    Server server =
        new Server(
            "17.6",
            170006,
            SERVER_CLOCK - 1,
            false,
            100,
            3,
            new BackendId(1, SERVER_CLOCK),
            PodWorld.AUDITOR,
            PodWorld.SERVER,
            true,
            new Server.Admission(true, Duration.ofSeconds(60)));
    return new ActivitySnapshot(server, rows, 0, reading);
  }

  private static Backend row(PodConnection connection, long at) {
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

  private AgentReport report(SocketQuery query, String uid, PodLife pod, MonotonicInterval scan) {
    List<ClientSocket> sockets = new ArrayList<>();
    long at = chance.between(scan.beginNanos() / 1_000, scan.endNanos() / 1_000);
    List<PodConnection> standing =
        world.connections.stream()
            .filter(connection -> connection.pod() == pod)
            .filter(connection -> connection.isEstablished(at) || connection.isOrphan(at))
            .toList();
    for (PodConnection connection : standing) {
      Endpoint local = new Endpoint(pod.address(), connection.port());
      List<PodConnection> there =
          standing.stream().filter(other -> other.port() == connection.port()).toList();
      boolean alone = query.contested().contains(local) && there.size() == 1;
      // on a port that the server is known by; any other only where nobody stood on one
      if (query.ports().contains(connection.peer().port())
          || there.stream()
              .noneMatch(
                  other ->
                      other.isEstablished(at) && query.ports().contains(other.peer().port()))) {
        sockets.add(socket(connection, local, at, scan, alone));
      }
    }
    return new AgentReport(
        "sidecar " + pod.name(),
        "boot",
        scan,
        new Visibility(Visibility.Listing.DIAG_ONE_PASS, Visibility.Reading.DESCRIPTORS, List.of()),
        List.of(new NetworkNamespace(7, Set.of(pod.address()), true)),
        sockets,
        null,
        new Standpoint.OfPod(uid));
  }

  private static ClientSocket socket(
      PodConnection connection, Endpoint local, long at, MonotonicInterval scan, boolean alone) {
    boolean established = connection.isEstablished(at);
    return new ClientSocket(
        new SocketId(7, 100 + connection.number()),
        local,
        connection.peer(),
        established ? TcpState.ESTABLISHED : TcpState.FIN_WAIT2,
        connection.number(),
        new Examination(
            (at - connection.lastSent(at)) / 1_000,
            at < connection.shown() ? 3_000 : at < connection.query() ? 4_000 : 40_000,
            scan),
        established
            ? new Holders.Known(
                List.of(new Holder(new ProcessId(10, World.SERVER_CLOCK), null, "client", null)),
                true)
            : new Holders.Nobody(),
        alone);
  }
}
