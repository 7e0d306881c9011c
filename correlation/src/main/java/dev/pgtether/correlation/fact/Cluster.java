package dev.pgtether.correlation.fact;

import java.util.List;
import java.util.Set;

/**
 * What the API server has said about the addresses of one audit: the pods that have or had them,
 * the host-network pods of the nodes that have them, and every node. Of other addresses nothing
 * need be here.
 *
 * @param pods as they are listed now, live and finished, visible and not
 * @param tombstones pods that had one of the addresses
 * @param nodes all of them
 * @param knownFromMicros from when on no pod's having had an address is missed or forgotten: the
 *     index was filled then, or again after a gap in what it heard, or has dropped tombstones up to
 *     then. µs since the epoch on the operator's clock
 * @param knownUntilMicros up to when the index has surely heard of every change, on the same clock.
 *     What happened while the API server was away kubelets tell only afterwards: so this stands at
 *     the beginning of such a time until {@link #TELLING_MICROS} after its end
 * @param auditor the addresses under which the audit itself stands in the cluster's network; empty
 *     while nobody has said, and then no server is taken to be in that network
 * @param clock that clock beside the one of the audit's readings
 */
public record Cluster(
    List<Pod> pods,
    List<Tombstone> tombstones,
    List<Node> nodes,
    long knownFromMicros,
    long knownUntilMicros,
    Set<IpAddress> auditor,
    ClockReading clock) {

  /** By how much the clock of a node or of the API server may differ from the operator's. */
  public static final long FOREIGN_CLOCK_MICROS = 30_000_000;

  /**
   * How long after a sandbox has come to an address, or lost it, its kubelet may tell the API
   * server of it, when that is there: it looks at its containers each second (PLEG) and writes at
   * once.
   */
  public static final long TELLING_MICROS = 3_000_000;

  public Cluster {
    pods = List.copyOf(pods);
    tombstones = List.copyOf(tombstones);
    nodes = List.copyOf(nodes);
    auditor = Set.copyOf(auditor);
  }

  /** As an auditor knows it that stands at {@code addresses}. */
  public Cluster seenFrom(Set<IpAddress> addresses) {
    return new Cluster(
        pods, tombstones, nodes, knownFromMicros, knownUntilMicros, addresses, clock);
  }

  /**
   * The addresses that {@code server} sees are this cluster's: it sees the audit under one of the
   * audit's own. Whoever is reached through a balancer or a gateway sees another one, and may be in
   * a network that has the same addresses for others; so may one of which nothing is known.
   */
  public boolean sharesNetworkWith(Server server) {
    Endpoint own = server.ownClient();
    return own != null && auditor.contains(own.address());
  }
}
