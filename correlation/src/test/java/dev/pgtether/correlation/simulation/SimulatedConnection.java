package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection of a client with its whole history. Times are in µs of the simulation's clock. */
final class SimulatedConnection {

  static final long NEVER = Long.MAX_VALUE;

  /** How long a kernel keeps a socket without a process in FIN_WAIT2 (tcp_fin_timeout), in µs. */
  static final long ORPHANED = 60_000_000;

  final int number;
  final ClientLocation clientLocation;
  final ServerRoute serverRoute;
  final int port;
  final ConnectionTimeline timeline;

  /** When a new client with the same addresses and ports displaced the server's end. */
  private long displacedAt = NEVER;

  SimulatedConnection(
      int number,
      ClientLocation clientLocation,
      ServerRoute serverRoute,
      int port,
      ConnectionTimeline timeline) {
    this.number = number;
    this.clientLocation = clientLocation;
    this.serverRoute = serverRoute;
    this.port = port;
    this.timeline = timeline;
  }

  Endpoint local() {
    return new Endpoint(clientLocation.local, port);
  }

  /** The client's endpoint as the server sees it. */
  Endpoint clientEndpoint() {
    return new Endpoint(clientLocation.seen, port);
  }

  BackendId backend() {
    return new BackendId(1000 + number, SimulatedNetwork.SERVER_CLOCK + timeline.accepted());
  }

  SocketId socket() {
    return new SocketId(clientLocation.namespace, 100 + number);
  }

  void displace(long at) {
    displacedAt = Math.min(displacedAt, at);
  }

  /** The state of the client's socket; null when its kernel no longer lists it. */
  @Nullable TcpState clientState(long at) {
    if (at < timeline.connected() || at >= clientGone()) {
      return null;
    }
    return at < timeline.ended() ? TcpState.ESTABLISHED : TcpState.FIN_WAIT2;
  }

  long clientGone() {
    return switch (timeline.clientExit()) {
      case NONE -> NEVER;
      case KILLED_WITH_RESET -> timeline.ended();
      case HALF_CLOSED -> Math.max(timeline.exited(), timeline.ended());
      case KILLED_IN_ORDER ->
          Math.max(timeline.ended(), Math.min(timeline.exited(), timeline.ended() + ORPHANED));
    };
  }

  /** A process holds the client's socket. */
  boolean isHeldByProcess(long at) {
    return at < timeline.ended() || timeline.clientExit() == ClientExit.HALF_CLOSED;
  }

  /** The state of the server's end in its backend's process; null when it is not listed. */
  @Nullable TcpState serverState(long at) {
    if (at < timeline.connected() || at >= timeline.exited() || at >= displacedAt) {
      return null;
    }
    if (at < timeline.noticeable()) {
      return TcpState.ESTABLISHED;
    }
    return timeline.clientExit() == ClientExit.KILLED_WITH_RESET ? null : TcpState.CLOSE_WAIT;
  }

  /** What PostgreSQL shows; null when it shows no row. */
  @Nullable SessionPhase row(long at) {
    if (serverRoute.accepted == null || at >= timeline.exited()) {
      return null;
    }
    SessionPhase current = null;
    for (SessionPhase sessionPhase : timeline.phases()) {
      if (sessionPhase.from() <= at) {
        current = sessionPhase;
      }
    }
    return current;
  }

  /** When the client had last sent data, as its kernel knows it at {@code at}. */
  long lastSent(long at) {
    long last = timeline.connected();
    for (long sent : timeline.sends()) {
      if (sent <= at && sent > last) {
        last = sent;
      }
    }
    return last;
  }

  long received(long at) {
    long sum = 0;
    for (ConnectionTimeline.ReceivedBytes receivedBytes : timeline.received()) {
      if (receivedBytes.at() <= at) {
        sum += receivedBytes.bytes();
      }
    }
    return sum;
  }

  List<SessionPhase> phases() {
    return timeline.phases();
  }

  @Override
  public String toString() {
    return "#%d %s %s port %d %s".formatted(number, clientLocation, serverRoute, port, timeline);
  }
}
