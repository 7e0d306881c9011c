package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pods that reuse a few addresses, and their connections from a few ports. */
final class SimulatedCluster {

  static final Endpoint AUDITOR = Endpoint.of("10.42.0.7", 50_000);
  static final Endpoint SERVER = Endpoint.of("10.42.0.5", 5432);
  static final Endpoint SERVICE = Endpoint.of("10.43.0.9", 5432);

  /** Leads to one of several servers, the audited one included. */
  static final Endpoint SHARED = Endpoint.of("10.43.0.10", 5432);

  /** Leads to the audited server; the audit does not know it. */
  static final Endpoint ALIAS = Endpoint.of("10.43.0.11", 6432);

  static final Endpoint ELSEWHERE = Endpoint.of("10.42.0.6", 5432);
  static final IpAddress NODE = IpAddress.parse("192.168.1.1");

  /** A NodePort: the client's address is rewritten to the node's. */
  static final Endpoint NODE_PORT = new Endpoint(NODE, 30_432);

  static final IpAddress OUTSIDE = IpAddress.parse("172.20.0.9");

  private static final long SECOND = 1_000_000;
  private static final long BEGIN = 100 * SECOND;

  final List<PodTimeline> pods = new ArrayList<>();
  final List<SimulatedPodConnection> connections = new ArrayList<>();
  final long outageBegin;
  final long outageEnd;

  /** Since when the Service has led to the audited server; before that it led to another one. */
  final long serviceSince;

  private final SeededRandom random;

  SimulatedCluster(SeededRandom random) {
    this.random = random;
    outageBegin = BEGIN + random.logUniform(SECOND, 2_000 * SECOND);
    outageEnd =
        outageBegin + (random.nextBoolean(0.5) ? random.logUniform(SECOND, 90 * SECOND) : 0);
    serviceSince = random.nextBoolean(0.5) ? 0 : BEGIN + random.logUniform(SECOND, 2_000 * SECOND);
    for (int i = 0; i < random.between(1, 3); i++) {
      addPodsAt(IpAddress.parse("10.42.0." + (10 + i)));
    }
    connect(null, OUTSIDE, BEGIN, Long.MAX_VALUE);
  }

  private void addPodsAt(IpAddress address) {
    long free = BEGIN;
    for (int i = 0; i < 4 && free != PodTimeline.NEVER; i++) {
      String name = "pod" + pods.size();
      PodTimeline pod = PodTimeline.random(name, address, free, outageBegin, outageEnd, random);
      pods.add(pod);
      for (int j = 0; j < random.between(1, 4); j++) {
        boolean rewritten = random.nextBoolean(0.05);
        connect(pod, rewritten ? NODE : address, pod.started(), pod.ended());
      }
      free = pod.addressReleased();
    }
  }

  private void connect(@Nullable PodTimeline pod, IpAddress seen, long from, long until) {
    long connected = from + random.logUniform(1_000, 300 * SECOND);
    int port = (int) random.between(41_000, 41_002);
    Endpoint peer =
        random.oneOf(
            List.of(
                SERVER, SERVER, SERVER, SERVER, SERVICE, SERVICE, SERVICE, SHARED, SHARED, ALIAS,
                ELSEWHERE));
    if (seen.equals(NODE)) {
      peer = NODE_PORT;
    }
    boolean reachesServer =
        peer.equals(NODE_PORT)
            || peer.equals(SERVER)
            || peer.equals(ALIAS)
            || (peer.equals(SHARED) && random.nextBoolean(0.5))
            || (peer.equals(SERVICE) && connected >= serviceSince);
    if (connected >= until || isTaken(seen, port, peer, reachesServer, connected)) {
      return;
    }
    if (reachesServer) {
      connected += displaceOldServerEnd(seen, port, connected) ? SECOND : 0;
    }
    if (connected >= until) {
      return;
    }
    long shown = connected + random.logUniform(10_000, 20 * SECOND);
    long query = shown + random.logUniform(1_000, 300 * SECOND);
    long answered = query + random.logUniform(1_000, 300 * SECOND);
    boolean endsEarly = random.nextBoolean(0.4);
    long end =
        endsEarly ? Math.min(until, connected + random.logUniform(SECOND, 900 * SECOND)) : until;
    boolean lost = end == until && random.nextBoolean(0.4);
    connections.add(
        new SimulatedPodConnection(
            connections.size(),
            pod,
            seen,
            port,
            peer,
            reachesServer,
            connected,
            shown,
            query,
            answered,
            end,
            lost,
            backendEnd(end, lost, shown, query, answered)));
  }

  private long backendEnd(long end, boolean lost, long shown, long query, long answered) {
    if (end == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    if (end < shown) {
      return end;
    }
    if (lost) {
      return end + 7_200 * SECOND;
    }
    return (end >= query && end < answered ? answered : end) + random.between(100, 3_000);
  }

  /**
   * A living client has a connection on this port, now or later, that excludes the new one. One
   * port may be connected to several peers at the same time, but not twice to the same peer.
   */
  private boolean isTaken(IpAddress seen, int port, Endpoint peer, boolean reachesServer, long at) {
    return connections.stream()
        .anyMatch(
            other ->
                other.seen().equals(seen)
                    && other.port() == port
                    && (other.peer().equals(peer) || (reachesServer && other.reachesServer()))
                    && other.clientEnd() > at - 2 * SECOND);
  }

  /**
   * Ends old connections of the same endpoint pair. The server's old end answers the SYN of the new
   * client, which resets it (RFC 9293, 3.10.7.4). An idle backend ends then; one that runs a query
   * continues until the query ends. Returns whether there was one.
   */
  private boolean displaceOldServerEnd(IpAddress seen, int port, long at) {
    boolean any = false;
    for (int i = 0; i < connections.size(); i++) {
      SimulatedPodConnection old = connections.get(i);
      if (old.reachesServer()
          && old.seen().equals(seen)
          && old.port() == port
          && old.backendEnd() > at
          && old.backendEnd() != Long.MAX_VALUE) {
        long end = old.isActive(at) ? old.answered() + 1_000 : at + 1_000;
        connections.set(i, old.displaced(Math.min(end, old.backendEnd())));
        any = true;
      }
    }
    return any;
  }

  SimulatedPodConnection servedBy(BackendId id) {
    return connections.get(id.pid() - 1_000);
  }

  /** A moment shortly before or after a random event. */
  long momentNearEvent() {
    List<Long> moments = new ArrayList<>();
    pods.forEach(
        pod ->
            List.of(
                    pod.started(),
                    pod.addressReported(),
                    pod.deletionRequested(),
                    pod.addressReleased(),
                    pod.gone())
                .stream()
                .filter(at -> at != PodTimeline.NEVER)
                .forEach(moments::add));
    connections.forEach(connection -> moments.add(connection.shown()));
    long about = random.logUniform(1_000, 60 * SECOND);
    return Math.max(BEGIN, random.oneOf(moments) + (random.nextBoolean(0.7) ? about : -about));
  }
}
