package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.Holder;
import dev.pgtether.correlation.fact.Holders;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.fact.Visibility;
import dev.pgtether.correlation.fact.Visibility.Limit;
import dev.pgtether.correlation.fact.Visibility.Listing;
import dev.pgtether.correlation.fact.Visibility.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What agents report of one scan: listing, examining, reading holders, each at its own moment. */
final class Scan {

  private final World world;
  private final Eyes eyes;
  private final Chance chance;
  private final MonotonicInterval interval;
  private final SocketQuery query;
  private final long begin;

  /** Listed by then; holders, and the server's own end, are read later. */
  private final long listed;

  private final long end;

  Scan(World world, Eyes eyes, Chance chance, MonotonicInterval interval, SocketQuery query) {
    this.world = world;
    this.eyes = eyes;
    this.chance = chance;
    this.interval = interval;
    this.query = query;
    begin = interval.beginNanos() / 1_000;
    end = interval.endNanos() / 1_000;
    listed = chance.between(begin, end);
  }

  List<AgentReport> reports() {
    Set<Long> namespaces = new TreeSet<>(Set.of(Home.ALPHA.namespace));
    for (Connection connection : world.connections) {
      if (eyes.looksInto(connection.home.namespace)) {
        namespaces.add(connection.home.namespace);
      }
    }
    if (eyes.besideServer()) {
      namespaces.add(Home.SERVER_HOST.namespace);
    }
    if (eyes.oneAgent()) {
      return List.of(report(namespaces));
    }
    return namespaces.stream().map(namespace -> report(Set.of(namespace))).toList();
  }

  private AgentReport report(Set<Long> namespaces) {
    List<NetworkNamespace> described = namespaces.stream().map(Home::describe).toList();
    boolean holdsServer = namespaces.contains(Home.SERVER_HOST.namespace);
    List<Limit> limits =
        eyes.behindAlpha() ? List.of() : List.of(new Limit(Limit.Kind.NAMESPACES_UNREADABLE, 1));
    return new AgentReport(
        "agent" + new TreeSet<>(namespaces),
        "boot",
        interval,
        new Visibility(
            eyes.listing(),
            eyes.readsHolders() ? Reading.DESCRIPTORS : Reading.OWN_PROCESSES,
            limits),
        described,
        sockets(namespaces),
        holdsServer ? serverSide() : null);
  }

  /** Those on a port that the server is known by; others only where nothing else was found. */
  private List<ClientSocket> sockets(Set<Long> namespaces) {
    List<ClientSocket> listed = new ArrayList<>();
    for (boolean onKnownPort : new boolean[] {true, false}) {
      Set<Endpoint> found =
          listed.stream().map(ClientSocket::local).collect(Collectors.toUnmodifiableSet());
      for (Connection connection : world.connections) {
        if (namespaces.contains(connection.home.namespace)
            && query.wanted().contains(connection.local())
            && query.ports().contains(connection.road.dialled.port()) == onKnownPort
            && !(found.contains(connection.local()) && !onKnownPort)) {
          ClientSocket socket = socket(connection);
          if (socket != null) {
            listed.add(socket);
          }
        }
      }
    }
    return listed;
  }

  private @Nullable ClientSocket socket(Connection connection) {
    long seen = chance.between(begin, listed);
    TcpState state = connection.clientState(seen);
    if (state == null) {
      return null;
    }
    boolean diagnosed = eyes.listing() != Listing.PROC_NET;
    SocketId id = connection.socket();
    return new ClientSocket(
        diagnosed ? id : new SocketId(id.namespace(), 0),
        connection.local(),
        connection.road.dialled,
        state,
        connection.number,
        diagnosed && query.examined().contains(connection.local())
            ? examination(connection, seen)
            : null,
        holders(connection, chance.between(seen, end)));
  }

  private @Nullable Examination examination(Connection connection, long after) {
    long at = chance.between(after, end);
    if (connection.clientState(at) != TcpState.ESTABLISHED) {
      return null;
    }
    long tick = eyes.tick();
    long phase = Math.floorMod(connection.home.namespace * 777, tick);
    long sent = connection.lastSent(at);
    long age = ((at + phase) / tick - (sent + phase) / tick) * tick / 1_000;
    MonotonicInterval asked =
        new MonotonicInterval(chance.between(after, at) * 1_000, chance.between(at, end) * 1_000);
    return new Examination(age, connection.received(at), asked);
  }

  private Holders holders(Connection connection, long at) {
    if (!connection.isHeld(at)) {
      return new Holders.Nobody();
    }
    if (!eyes.readsHolders()) {
      return new Holders.Unreadable();
    }
    ProcessId process = new ProcessId(20_000 + connection.number, World.SERVER_CLOCK);
    return new Holders.Known(List.of(new Holder(process, null, "client", null)), true);
  }

  private ServerSide serverSide() {
    List<BackendProcess> processes = new ArrayList<>();
    for (Connection connection : world.connections) {
      long at = chance.between(listed, end);
      int pid = connection.backend().pid();
      Endpoint accepted = connection.road.accepted;
      if (accepted == null
          || !eyes.readsServer()
          || !query.backends().contains(pid)
          || at < connection.life.accepted()
          || at >= connection.life.exited()) {
        continue;
      }
      TcpState state = connection.serverState(at);
      processes.add(
          new BackendProcess(
              pid,
              new ProcessId(pid, World.SERVER_CLOCK),
              state == null
                  ? List.of()
                  : List.of(new BackendProcess.Connection(accepted, connection.seen(), state)),
              List.of()));
    }
    return new ServerSide(
        Home.SERVER_HOST.namespace,
        List.of(Endpoint.of("0.0.0.0", 5432), Endpoint.of("::", 5432)),
        eyes.readsServer(),
        processes);
  }
}
