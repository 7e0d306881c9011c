package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.BackendId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Random TCP connections whose true owners are known. They follow the rules of TCP. */
final class SimulatedNetwork {

  /** The server's wall clock at moment 0 of the simulation's clock, in µs since the epoch. */
  static final long SERVER_CLOCK = 1_750_000_000_000_000L;

  private static final long SECOND = 1_000_000;

  /**
   * Addresses that clients share or that look the same: connections at them reuse each other's
   * ports.
   */
  private static final List<List<ClientLocation>> SHARED_PORT_LOCATIONS =
      List.of(
          List.of(ClientLocation.SERVER_HOST),
          List.of(ClientLocation.SERVER_LOOPBACK, ClientLocation.ALPHA_LOOPBACK),
          List.of(ClientLocation.ALPHA),
          List.of(ClientLocation.ALPHA, ClientLocation.BEHIND_ALPHA),
          List.of(ClientLocation.ALPHA, ClientLocation.ALPHA, ClientLocation.TWIN_OF_ALPHA),
          List.of(ClientLocation.BETA));

  final List<SimulatedConnection> connections = new ArrayList<>();

  /** Connections that begin and end, and reuse a few ports. */
  static SimulatedNetwork random(SeededRandom random, SimulationSettings settings) {
    SimulatedNetwork network = new SimulatedNetwork();
    int ports = (int) random.between(1, 3);
    for (int i = 0; i < ports; i++) {
      network.reusePort(41_000 + i, random.oneOf(SHARED_PORT_LOCATIONS), random, settings);
    }
    return network;
  }

  /** {@code count} connections, each on its own port, none of which ends. */
  static SimulatedNetwork withoutExits(
      SeededRandom random, SimulationSettings settings, int count) {
    SimulatedNetwork network = new SimulatedNetwork();
    for (int i = 0; i < count; i++) {
      ClientLocation clientLocation =
          random.oneOf(
              List.of(
                  ClientLocation.SERVER_HOST,
                  ClientLocation.SERVER_LOOPBACK,
                  ClientLocation.ALPHA,
                  ClientLocation.BETA));
      ServerRoute serverRoute =
          clientLocation == ClientLocation.SERVER_LOOPBACK
              ? ServerRoute.LOOPBACK
              : random.oneOf(KNOWN_ROUTES);
      long connected = random.logUniform(50, 100 * SECOND);
      ConnectionTimeline timeline =
          new ConnectionTimelineGenerator(random, settings, connected, ClientExit.NONE, 0).draw();
      network.connections.add(
          new SimulatedConnection(i, clientLocation, serverRoute, 41_000 + i, timeline));
    }
    return network;
  }

  private static final List<ServerRoute> KNOWN_ROUTES =
      List.of(ServerRoute.DIRECT, ServerRoute.SERVICE);

  private void reusePort(
      int port,
      List<ClientLocation> clientLocations,
      SeededRandom random,
      SimulationSettings settings) {
    int count = (int) random.between(1, 5);
    @Nullable SimulatedConnection before = null;
    for (int i = 0; i < count; i++) {
      ClientLocation clientLocation = random.oneOf(clientLocations);
      ServerRoute serverRoute = random.oneOf(clientLocation.routes());
      if (!settings.unknownRewrites()
          && (clientLocation == ClientLocation.BEHIND_ALPHA
              || serverRoute == ServerRoute.UNKNOWN_ALIAS)) {
        continue;
      }
      long connected = SECOND;
      if (before != null) {
        boolean afterItsEnd =
            before.timeline.clientExit() != ClientExit.NONE && random.nextBoolean(0.8);
        connected =
            afterItsEnd
                ? before.timeline.ended() + random.logUniform(50, 2 * SECOND)
                : before.timeline.connected() + random.logUniform(50, 100 * SECOND);
      }
      connected = earliestConnect(clientLocation, serverRoute, port, connected);
      if (connected == SimulatedConnection.NEVER) {
        continue;
      }
      ClientExit clientExit = random.oneOf(CLIENT_EXITS);
      long ended = connected + random.logUniform(1_000, 200 * SECOND);
      ConnectionTimeline timeline =
          new ConnectionTimelineGenerator(random, settings, connected, clientExit, ended).draw();
      before =
          new SimulatedConnection(connections.size(), clientLocation, serverRoute, port, timeline);
      connections.add(before);
    }
    connections.sort(
        Comparator.comparingLong(simulatedConnection -> simulatedConnection.timeline.connected()));
  }

  private static final List<ClientExit> CLIENT_EXITS =
      List.of(
          ClientExit.KILLED_IN_ORDER,
          ClientExit.KILLED_IN_ORDER,
          ClientExit.KILLED_WITH_RESET,
          ClientExit.KILLED_WITH_RESET,
          ClientExit.HALF_CLOSED,
          ClientExit.NONE,
          ClientExit.NONE);

  /**
   * The earliest moment from {@code wanted} on at which a new connection is possible: its addresses
   * and ports must be free at both ends. NEVER when they are never free.
   */
  private long earliestConnect(
      ClientLocation clientLocation, ServerRoute serverRoute, int port, long wanted) {
    long at = wanted;
    for (SimulatedConnection other : connections) {
      if (other.port != port) {
        continue;
      }
      if (other.clientLocation.namespace == clientLocation.namespace
          && other.clientLocation.local.equals(clientLocation.local)
          && other.serverRoute.dialled.equals(serverRoute.dialled)) {
        if (other.clientGone() == SimulatedConnection.NEVER || other.timeline.connected() > at) {
          return SimulatedConnection.NEVER;
        }
        // After an orderly close the kernel keeps the pair for at least a second (tcp_tw_reuse).
        boolean orderly = other.timeline.clientExit() != ClientExit.KILLED_WITH_RESET;
        at = Math.max(at, other.clientGone() + (orderly ? SECOND : 50));
      }
    }
    for (SimulatedConnection other : connections) {
      boolean samePair =
          serverRoute.accepted != null
              && serverRoute.accepted.equals(other.serverRoute.accepted)
              && other.port == port
              && other.clientLocation.seen.equals(clientLocation.seen);
      if (samePair) {
        if (other.timeline.ended() > at) {
          return SimulatedConnection.NEVER;
        }
        if (other.timeline.exited() > at && other.serverState(at) != null) {
          // The server's old end answers the SYN of the new client, which resets it and repeats the
          // SYN a second later (RFC 9293, 3.10.7.4; tcp_syn_retries).
          other.displace(at);
          at += SECOND;
        }
      }
    }
    return at;
  }

  /** The connection that backend {@code id} serves. */
  SimulatedConnection servedBy(BackendId id) {
    return connections.stream()
        .filter(simulatedConnection -> simulatedConnection.backend().equals(id))
        .findFirst()
        .orElseThrow();
  }

  SimulatedConnection byNumber(int number) {
    return connections.stream()
        .filter(simulatedConnection -> simulatedConnection.number == number)
        .findFirst()
        .orElseThrow();
  }

  /** The moment of a random event. */
  long momentNearEvent(SeededRandom random) {
    List<Long> moments = new ArrayList<>(List.of(SECOND));
    for (SimulatedConnection simulatedConnection : connections) {
      moments.add(simulatedConnection.timeline.connected());
      if (simulatedConnection.timeline.clientExit() != ClientExit.NONE) {
        moments.add(simulatedConnection.timeline.ended());
        moments.add(simulatedConnection.timeline.ended());
      }
      simulatedConnection.phases().forEach(sessionPhase -> moments.add(sessionPhase.from()));
    }
    return random.oneOf(moments);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    connections.forEach(simulatedConnection -> text.append("\n  ").append(simulatedConnection));
    return text.toString();
  }
}
