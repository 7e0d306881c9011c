package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.BackendId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every connection that ever was, by the rules of TCP. */
final class World {

  /** The server's wall clock at moment 0 of the world's clock, µs since the epoch. */
  static final long SERVER_CLOCK = 1_750_000_000_000_000L;

  private static final long SECOND = 1_000_000;

  /** Addresses that clients share or that look alike: their ports are fought over. */
  private static final List<List<Home>> NEIGHBOURHOODS =
      List.of(
          List.of(Home.SERVER_HOST),
          List.of(Home.SERVER_LOOPBACK, Home.ALPHA_LOOPBACK),
          List.of(Home.ALPHA),
          List.of(Home.ALPHA, Home.BEHIND_ALPHA),
          List.of(Home.ALPHA, Home.ALPHA, Home.TWIN_OF_ALPHA),
          List.of(Home.BETA));

  final List<Connection> connections = new ArrayList<>();

  /** Connections that come and go, fighting over few ports. */
  static World drawn(Chance chance, Manners manners) {
    World world = new World();
    int ports = (int) chance.between(1, 3);
    for (int i = 0; i < ports; i++) {
      world.fightOver(41_000 + i, chance.of(NEIGHBOURHOODS), chance, manners);
    }
    return world;
  }

  /** As many connections as {@code count}, each on a port of its own, and nobody leaves. */
  static World calm(Chance chance, Manners manners, int count) {
    World world = new World();
    for (int i = 0; i < count; i++) {
      Home home = chance.of(List.of(Home.SERVER_HOST, Home.SERVER_LOOPBACK, Home.ALPHA, Home.BETA));
      Road road = home == Home.SERVER_LOOPBACK ? Road.LOOPBACK : chance.of(KNOWN_ROADS);
      long connected = chance.spread(50, 100 * SECOND);
      Life life = new LifeDraft(chance, manners, connected, Ending.NONE, 0).draw();
      world.connections.add(new Connection(i, home, road, 41_000 + i, life));
    }
    return world;
  }

  private static final List<Road> KNOWN_ROADS = List.of(Road.DIRECT, Road.SERVICE);

  private void fightOver(int port, List<Home> homes, Chance chance, Manners manners) {
    int count = (int) chance.between(1, 5);
    @Nullable Connection before = null;
    for (int i = 0; i < count; i++) {
      Home home = chance.of(homes);
      Road road = chance.of(home.roads());
      if (!manners.detours() && (home == Home.BEHIND_ALPHA || road == Road.UNKNOWN_ALIAS)) {
        continue;
      }
      long connected = SECOND;
      if (before != null) {
        boolean afterItsEnd = before.life.ending() != Ending.NONE && chance.hits(0.8);
        connected =
            afterItsEnd
                ? before.life.ended() + chance.spread(50, 2 * SECOND)
                : before.life.connected() + chance.spread(50, 100 * SECOND);
      }
      connected = soonest(home, road, port, connected);
      if (connected == Connection.NEVER) {
        continue;
      }
      Ending ending = chance.of(ENDINGS);
      long ended = connected + chance.spread(1_000, 200 * SECOND);
      Life life = new LifeDraft(chance, manners, connected, ending, ended).draw();
      before = new Connection(connections.size(), home, road, port, life);
      connections.add(before);
    }
    connections.sort(Comparator.comparingLong(connection -> connection.life.connected()));
  }

  private static final List<Ending> ENDINGS =
      List.of(
          Ending.KILLED_IN_ORDER,
          Ending.KILLED_IN_ORDER,
          Ending.KILLED_WITH_RESET,
          Ending.KILLED_WITH_RESET,
          Ending.HALF_CLOSED,
          Ending.NONE,
          Ending.NONE);

  /**
   * When a new connection, wanted at {@code wanted}, can stand: not while its addresses and ports
   * are in use at either end. NEVER when they stay so.
   */
  private long soonest(Home home, Road road, int port, long wanted) {
    long at = wanted;
    for (Connection other : connections) {
      if (other.port != port) {
        continue;
      }
      if (other.home.namespace == home.namespace
          && other.home.local.equals(home.local)
          && other.road.dialled.equals(road.dialled)) {
        if (other.clientGone() == Connection.NEVER || other.life.connected() > at) {
          return Connection.NEVER;
        }
        // After an orderly close the kernel keeps the pair for a second at least (tcp_tw_reuse).
        boolean orderly = other.life.ending() != Ending.KILLED_WITH_RESET;
        at = Math.max(at, other.clientGone() + (orderly ? SECOND : 50));
      }
    }
    for (Connection other : connections) {
      boolean samePair =
          road.accepted != null
              && road.accepted.equals(other.road.accepted)
              && other.port == port
              && other.home.seen.equals(home.seen);
      if (samePair) {
        if (other.life.ended() > at) {
          return Connection.NEVER;
        }
        if (other.life.exited() > at && other.serverState(at) != null) {
          // The server's old end answers the newcomer's SYN; the newcomer resets it and asks again
          // a second later (RFC 9293, 3.10.7.4; tcp_syn_retries).
          other.displace(at);
          at += SECOND;
        }
      }
    }
    return at;
  }

  /** The connection that backend {@code id} serves. */
  Connection of(BackendId id) {
    return connections.stream()
        .filter(connection -> connection.backend().equals(id))
        .findFirst()
        .orElseThrow();
  }

  Connection numbered(int number) {
    return connections.stream()
        .filter(connection -> connection.number == number)
        .findFirst()
        .orElseThrow();
  }

  /** A moment at which something happens to somebody. */
  long someMoment(Chance chance) {
    List<Long> moments = new ArrayList<>(List.of(SECOND));
    for (Connection connection : connections) {
      moments.add(connection.life.connected());
      if (connection.life.ending() != Ending.NONE) {
        moments.add(connection.life.ended());
        moments.add(connection.life.ended());
      }
      connection.phases().forEach(phase -> moments.add(phase.from()));
    }
    return chance.of(moments);
  }

  @Override
  public String toString() {
    StringBuilder story = new StringBuilder();
    connections.forEach(connection -> story.append("\n  ").append(connection));
    return story.toString();
  }
}
