package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Holders;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Observation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The same audit, seen otherwise. */
final class Otherwise {

  /** The stranger's backend's pid, and its user's number. */
  static final int STRANGER = 99_999;

  private Otherwise() {}

  /** Without some of what was seen. */
  static Observation withLess(Observation full, Chance chance) {
    boolean ages = chance.hits(0.5);
    boolean holders = chance.hits(0.5);
    boolean server = chance.hits(0.5);
    List<AgentReport> reports = new ArrayList<>();
    for (AgentReport report : full.reports()) {
      if (hasTwins(report) || chance.hits(0.7)) {
        reports.add(
            with(
                report,
                socket -> lessOf(socket, ages, holders),
                server ? report.serverSide() : null));
      }
    }
    return new Observation(
        full.first(),
        reports,
        full.second(),
        full.endpoints(),
        chance.hits(0.5) ? full.memory() : Memory.NONE);
  }

  /**
   * Of two namespaces with one address each is needed to know that there are two: an agent that
   * does not answer must not go unmentioned.
   */
  private static boolean hasTwins(AgentReport report) {
    return report.namespaces().stream()
        .anyMatch(namespace -> namespace.addresses().contains(Home.TWIN_OF_ALPHA.local));
  }

  private static ClientSocket lessOf(ClientSocket socket, boolean ages, boolean holders) {
    return new ClientSocket(
        socket.id(),
        socket.local(),
        socket.peer(),
        socket.state(),
        socket.uid(),
        ages ? socket.examination() : null,
        holders ? socket.holders() : new Holders.Unreadable());
  }

  /** In another order. */
  static Observation reordered(Observation observation, long seed) {
    Random random = new Random(seed);
    List<AgentReport> reports =
        shuffled(observation.reports(), random).stream()
            .map(
                report ->
                    new AgentReport(
                        report.agent(),
                        report.bootId(),
                        report.scan(),
                        report.visibility(),
                        shuffled(report.namespaces(), random),
                        shuffled(report.sockets(), random),
                        report.serverSide()))
            .toList();
    return new Observation(
        withRows(observation.first(), shuffled(observation.first().backends(), random)),
        reports,
        withRows(observation.second(), shuffled(observation.second().backends(), random)),
        observation.endpoints(),
        observation.memory());
  }

  /** With a stranger, who has a namespace, sockets and backends of its own. */
  static Observation withStranger(Observation observation) {
    AgentReport last = observation.reports().getLast();
    IpAddress address = IpAddress.parse("10.99.0.1");
    Endpoint client = new Endpoint(address, 41_000);
    ClientSocket socket =
        new ClientSocket(
            new SocketId(99, 9_999),
            client,
            Road.DIRECT.dialled,
            TcpState.ESTABLISHED,
            STRANGER,
            null,
            new Holders.Unreadable());
    Backend backend =
        new Backend(
            new BackendId(STRANGER, World.SERVER_CLOCK),
            Backend.Kind.CLIENT,
            new ClientAddress.Tcp(client),
            SessionState.IDLE,
            World.SERVER_CLOCK,
            World.SERVER_CLOCK,
            "ClientRead",
            World.SERVER_CLOCK + 1,
            null,
            null,
            null);
    List<AgentReport> reports = new ArrayList<>(observation.reports());
    reports.set(
        reports.size() - 1,
        new AgentReport(
            last.agent(),
            last.bootId(),
            last.scan(),
            last.visibility(),
            and(last.namespaces(), new NetworkNamespace(99, Set.of(address), false)),
            and(last.sockets(), socket),
            last.serverSide()));
    return new Observation(
        withRows(observation.first(), and(observation.first().backends(), backend)),
        reports,
        withRows(observation.second(), and(observation.second().backends(), backend)),
        observation.endpoints(),
        observation.memory());
  }

  private static <T> List<T> and(List<T> list, T one) {
    List<T> more = new ArrayList<>(list);
    more.add(one);
    return more;
  }

  private static ActivitySnapshot withRows(ActivitySnapshot snapshot, List<Backend> rows) {
    return new ActivitySnapshot(snapshot.server(), rows, snapshot.hidden(), snapshot.read());
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }

  private static AgentReport with(
      AgentReport report, UnaryOperator<ClientSocket> change, @Nullable ServerSide server) {
    return new AgentReport(
        report.agent(),
        report.bootId(),
        report.scan(),
        report.visibility(),
        report.namespaces(),
        report.sockets().stream().map(change).toList(),
        server);
  }
}
