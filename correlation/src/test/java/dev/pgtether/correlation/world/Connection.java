package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection and its whole life: the truth. Times are µs of the world's clock. */
final class Connection {

  static final long NEVER = Long.MAX_VALUE;

  /** How long a kernel keeps an orphan in FIN_WAIT2 (tcp_fin_timeout). */
  static final long ORPHANED = 60_000_000;

  final int number;
  final Home home;
  final Road road;
  final int port;
  final Life life;

  /** From when on a newcomer on the same addresses and ports has displaced the server's end. */
  private long displacedAt = NEVER;

  Connection(int number, Home home, Road road, int port, Life life) {
    this.number = number;
    this.home = home;
    this.road = road;
    this.port = port;
    this.life = life;
  }

  Endpoint local() {
    return new Endpoint(home.local, port);
  }

  /** The client as the server sees it. */
  Endpoint seen() {
    return new Endpoint(home.seen, port);
  }

  BackendId backend() {
    return new BackendId(1000 + number, World.SERVER_CLOCK + life.accepted());
  }

  SocketId socket() {
    return new SocketId(home.namespace, 100 + number);
  }

  void displace(long at) {
    displacedAt = Math.min(displacedAt, at);
  }

  /** The state of the client's socket; null when its kernel no longer lists it. */
  @Nullable TcpState clientState(long at) {
    if (at < life.connected() || at >= clientGone()) {
      return null;
    }
    return at < life.ended() ? TcpState.ESTABLISHED : TcpState.FIN_WAIT2;
  }

  long clientGone() {
    return switch (life.ending()) {
      case NONE -> NEVER;
      case KILLED_WITH_RESET -> life.ended();
      case HALF_CLOSED -> Math.max(life.exited(), life.ended());
      case KILLED_IN_ORDER ->
          Math.max(life.ended(), Math.min(life.exited(), life.ended() + ORPHANED));
    };
  }

  /** A process holds the client's socket. */
  boolean isHeld(long at) {
    return at < life.ended() || life.ending() == Ending.HALF_CLOSED;
  }

  /** The state of the server's end in its backend's process; null when it is not listed. */
  @Nullable TcpState serverState(long at) {
    if (at < life.connected() || at >= life.exited() || at >= displacedAt) {
      return null;
    }
    if (at < life.noticeable()) {
      return TcpState.ESTABLISHED;
    }
    return life.ending() == Ending.KILLED_WITH_RESET ? null : TcpState.CLOSE_WAIT;
  }

  /** What PostgreSQL shows; null when it shows no row. */
  @Nullable Phase row(long at) {
    if (road.accepted == null || at >= life.exited()) {
      return null;
    }
    Phase current = null;
    for (Phase phase : life.phases()) {
      if (phase.from() <= at) {
        current = phase;
      }
    }
    return current;
  }

  /** When the client had last sent data, as its kernel knows it at {@code at}. */
  long lastSent(long at) {
    long last = life.connected();
    for (long sent : life.sends()) {
      if (sent <= at && sent > last) {
        last = sent;
      }
    }
    return last;
  }

  long received(long at) {
    long sum = 0;
    for (Life.Received received : life.received()) {
      if (received.at() <= at) {
        sum += received.bytes();
      }
    }
    return sum;
  }

  List<Phase> phases() {
    return life.phases();
  }

  @Override
  public String toString() {
    return "#%d %s %s port %d %s".formatted(number, home, road, port, life);
  }
}
