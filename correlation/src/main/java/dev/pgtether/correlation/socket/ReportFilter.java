package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.address.ClusterAddressIndex;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.pairing.AuditObservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects the reports of S, and cuts each sidecar's report down to its own pod: the API server says
 * which addresses the pod has, and everything else in the report is dropped. So a sidecar that lies
 * affects the pairings of its own pod only.
 */
public final class ReportFilter {

  private final @Nullable ClusterAddressIndex addressIndex;
  private final @Nullable Endpoint server;

  /**
   * Makes the filter for one audit.
   *
   * @param addressIndex null without a cluster; then reports of sidecars are dropped
   * @param server where the server accepted the audit's own connection; null over a Unix socket
   */
  public ReportFilter(@Nullable ClusterAddressIndex addressIndex, @Nullable Endpoint server) {
    this.addressIndex = addressIndex;
    this.server = server;
  }

  /**
   * The accepted reports: those whose scan lies between A1 and A2, of each sidecar the newest one,
   * cut down to its pod.
   */
  public List<AgentReport> accepted(AuditObservation auditObservation) {
    MonotonicInterval first = auditObservation.firstReading().readInterval();
    MonotonicInterval second = auditObservation.secondReading().readInterval();
    List<AgentReport> accepted = new ArrayList<>();
    Map<String, AgentReport> newestByPodUid = new HashMap<>();
    for (AgentReport report : auditObservation.reports()) {
      if (!first.isBefore(report.scanInterval()) || !report.scanInterval().isBefore(second)) {
        continue;
      }
      switch (report.origin()) {
        case ReportOrigin.LocalCollector localCollector -> accepted.add(report);
        case ReportOrigin.PodAgent(String uid) ->
            newestByPodUid.merge(uid, report, ReportFilter::newerOf);
      }
    }
    newestByPodUid.forEach(
        (uid, report) -> {
          Pod pod = addressIndex == null ? null : addressIndex.pod(uid);
          if (pod != null && pod.isLive() && pod.visible() && !pod.hostNetwork()) {
            accepted.add(restrictTo(pod, report));
          }
        });
    return accepted;
  }

  /**
   * The newer of two reports of the same pod. At the same time the choice is arbitrary, but always
   * the same.
   */
  private static AgentReport newerOf(AgentReport one, AgentReport other) {
    int byTime =
        Long.compare(one.scanInterval().beginNanos() - other.scanInterval().beginNanos(), 0);
    int order = byTime != 0 ? byTime : one.toString().compareTo(other.toString());
    return order >= 0 ? one : other;
  }

  private AgentReport restrictTo(Pod pod, AgentReport report) {
    boolean isServerPod = server != null && pod.addresses().containsKey(server.address());
    List<NetworkNamespace> own =
        report.namespaces().stream()
            .filter(NetworkNamespace::agentsOwn)
            .limit(1)
            .map(
                namespace ->
                    new NetworkNamespace(namespace.inode(), pod.addresses().keySet(), true))
            .toList();
    return new AgentReport(
        report.agent(),
        report.bootId(),
        report.scanInterval(),
        report.coverage(),
        own,
        socketsOf(pod, own, isServerPod, report.sockets()),
        isServerPod ? report.serverHostView() : null,
        report.origin());
  }

  private static List<ClientSocket> socketsOf(
      Pod pod, List<NetworkNamespace> own, boolean isServerPod, List<ClientSocket> sockets) {
    if (own.isEmpty()) {
      return List.of();
    }
    long namespace = own.getFirst().inode();
    Set<IpAddress> addresses = pod.addresses().keySet();
    return sockets.stream()
        .filter(
            socket ->
                socket.id().namespace() == namespace
                    && (addresses.contains(socket.local().address())
                        || (isServerPod && socket.local().address().isLoopback())))
        .toList();
  }
}
