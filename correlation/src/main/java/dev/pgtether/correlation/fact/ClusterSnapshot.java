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
 * @param completeFromMicros from when on no pod's having had an address is missed or forgotten: the
 *     index was filled then, or again after a gap in what it heard, or has dropped tombstones up to
 *     then. µs since the epoch on the operator's clock
 * @param completeUntilMicros up to when the index has surely heard of every change, on the same
 *     clock. What happened while the API server was away kubelets tell only afterwards: so this
 *     stands at the beginning of such a time until {@link #KUBELET_REPORT_DELAY_MICROS} after its
 *     end
 * @param auditorAddresses the addresses under which the audit itself stands in the cluster's
 *     network; empty while nobody has said, and then no server is taken to be in that network
 * @param clock that clock beside the one of the audit's readings
 */
public record ClusterSnapshot(
    List<Pod> pods,
    List<PodTombstone> tombstones,
    List<Node> nodes,
    long completeFromMicros,
    long completeUntilMicros,
    Set<IpAddress> auditorAddresses,
    ClockReading clock) {

  /** By how much the clock of a node or of the API server may differ from the operator's. */
  public static final long MAX_CLOCK_SKEW_MICROS = 30_000_000;

  /**
   * How long after a sandbox has come to an address, or lost it, its kubelet may tell the API
   * server of it, when that is there: it looks at its containers each second (PLEG) and writes at
   * once.
   */
  public static final long KUBELET_REPORT_DELAY_MICROS = 3_000_000;

  public ClusterSnapshot {
    pods = List.copyOf(pods);
    tombstones = List.copyOf(tombstones);
    nodes = List.copyOf(nodes);
    auditorAddresses = Set.copyOf(auditorAddresses);
  }

  /** As an auditor knows it that stands at {@code addresses}. */
  public ClusterSnapshot withAuditorAddresses(Set<IpAddress> addresses) {
    return new ClusterSnapshot(
        pods, tombstones, nodes, completeFromMicros, completeUntilMicros, addresses, clock);
  }

  /**
   * The addresses that {@code server} sees are this cluster's: it sees the audit under one of the
   * audit's own. Whoever is reached through a balancer or a gateway sees another one, and may be in
   * a network that has the same addresses for others; so may one of which nothing is known.
   */
  public boolean sharesNetworkWith(ServerInfo serverInfo) {
    Endpoint own = serverInfo.auditClient();
    return own != null && auditorAddresses.contains(own.address());
  }
}
