package dev.pgtether.correlation.fact;

import java.util.List;
import java.util.Set;

/**
 * What the API server has reported about the addresses of one audit: the pods that have or had
 * them, the host-network pods of the nodes that have them, and all nodes. Pods with other addresses
 * may be missing.
 *
 * @param pods the pods that are listed now: live and finished, visible or not
 * @param tombstones pods that had one of the addresses
 * @param nodes all nodes
 * @param completeFromMicros from this moment on the snapshot knows every pod that had one of the
 *     addresses: the index was filled then, or filled again after it had missed changes, or has
 *     dropped tombstones of the time before. In µs since the epoch on the operator's clock
 * @param completeUntilMicros up to this moment the snapshot knows every change, on the same clock.
 *     While the API server is away, kubelets cannot report; they do so afterwards. So this stays at
 *     the beginning of such a time until {@link #KUBELET_REPORT_DELAY_MICROS} after its end
 * @param auditorAddresses the addresses of the audit itself in the cluster's network; while this is
 *     empty, no server counts as being in that network
 * @param clock the operator's clock and the monotonic clock of the readings
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
   * How long a kubelet may take to report that a pod's sandbox got or lost an address, in µs, while
   * the API server is there: it looks at its containers each second (PLEG) and reports at once.
   */
  public static final long KUBELET_REPORT_DELAY_MICROS = 3_000_000;

  public ClusterSnapshot {
    pods = List.copyOf(pods);
    tombstones = List.copyOf(tombstones);
    nodes = List.copyOf(nodes);
    auditorAddresses = Set.copyOf(auditorAddresses);
  }

  /** This snapshot for an auditor with other addresses. */
  public ClusterSnapshot withAuditorAddresses(Set<IpAddress> addresses) {
    return new ClusterSnapshot(
        pods, tombstones, nodes, completeFromMicros, completeUntilMicros, addresses, clock);
  }

  /**
   * The server is in this cluster's network: it sees the audit under one of the audit's own
   * addresses. A server behind a load balancer or gateway sees another address, and may be in a
   * network where other hosts have the same addresses. The same holds for a server whose view is
   * not known.
   */
  public boolean sharesNetworkWith(ServerInfo serverInfo) {
    Endpoint auditClient = serverInfo.auditClient();
    return auditClient != null && auditorAddresses.contains(auditClient.address());
  }
}
