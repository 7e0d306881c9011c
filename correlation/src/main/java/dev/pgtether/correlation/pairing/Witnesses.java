package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Standpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which reports are S, and what of them is believed. A sidecar speaks about its own pod, and the
 * API server says which addresses that has: whatever else it reports is not heard, so that a lying
 * one harms itself alone.
 */
final class Witnesses {

  private final @Nullable AddressBook book;
  private final @Nullable Endpoint server;

  /**
   * @param book null where no API server is asked, and no sidecar is believed
   * @param server where the server accepted the audit's own connection
   */
  Witnesses(@Nullable AddressBook book, @Nullable Endpoint server) {
    this.book = book;
    this.server = server;
  }

  /** The reports that lie wholly between the two readings, with what is believed of them. */
  List<AgentReport> heard(Observation observation) {
    MonotonicInterval first = observation.first().read();
    MonotonicInterval second = observation.second().read();
    List<AgentReport> heard = new ArrayList<>();
    Map<String, AgentReport> latest = new HashMap<>();
    for (AgentReport report : observation.reports()) {
      if (!first.isBefore(report.scan()) || !report.scan().isBefore(second)) {
        continue;
      }
      switch (report.standpoint()) {
        case Standpoint.Local local -> heard.add(report);
        case Standpoint.OfPod(String uid) -> latest.merge(uid, report, Witnesses::later);
      }
    }
    latest.forEach(
        (uid, report) -> {
          Pod pod = book == null ? null : book.pod(uid);
          if (pod != null && pod.isLive() && pod.visible() && !pod.hostNetwork()) {
            heard.add(about(pod, report));
          }
        });
    return heard;
  }

  /**
   * Of two reports about one pod; which of two at the same time is arbitrary, but always the same.
   */
  private static AgentReport later(AgentReport one, AgentReport other) {
    int byTime = Long.compare(one.scan().beginNanos() - other.scan().beginNanos(), 0);
    int order = byTime != 0 ? byTime : one.toString().compareTo(other.toString());
    return order >= 0 ? one : other;
  }

  private AgentReport about(Pod pod, AgentReport report) {
    boolean holdsServer = server != null && pod.addresses().containsKey(server.address());
    List<NetworkNamespace> own =
        report.namespaces().stream()
            .filter(NetworkNamespace::own)
            .limit(1)
            .map(
                namespace ->
                    new NetworkNamespace(namespace.inode(), pod.addresses().keySet(), true))
            .toList();
    return new AgentReport(
        report.agent(),
        report.bootId(),
        report.scan(),
        report.visibility(),
        own,
        socketsOf(pod, own, holdsServer, report.sockets()),
        holdsServer ? report.serverSide() : null,
        report.standpoint());
  }

  private static List<ClientSocket> socketsOf(
      Pod pod, List<NetworkNamespace> own, boolean holdsServer, List<ClientSocket> sockets) {
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
                        || (holdsServer && socket.local().address().isLoopback())))
        .toList();
  }
}
