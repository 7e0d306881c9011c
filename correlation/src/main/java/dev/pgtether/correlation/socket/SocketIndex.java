package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.ServerHostView;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The accepted reports, indexed by client endpoint, address, pod and backend pid. */
public final class SocketIndex {

  private static final Set<Limit.Kind> TRUNCATING_LIMITS =
      EnumSet.of(Limit.Kind.DEADLINE, Limit.Kind.TOO_MANY_SOCKETS, Limit.Kind.LISTING_INTERRUPTED);
  private static final Set<Limit.Kind> UNSEEN_NAMESPACES =
      EnumSet.of(Limit.Kind.NAMESPACES_UNREADABLE, Limit.Kind.NAMESPACES_NOT_ASKED);

  private final List<AgentReport> reports;
  private final Map<Endpoint, IndexedSocket> sockets;
  private final Map<IpAddress, List<ScannedNamespace>> namespacesByAddress = new HashMap<>();
  private final Map<String, ScannedNamespace> namespacesByPodUid = new HashMap<>();
  private final Map<Integer, BackendProcess> backendProcesses = new HashMap<>();
  private final @Nullable ScannedNamespace serverNamespace;

  /**
   * One indexed socket.
   *
   * @param next the next socket at the same local endpoint; null for the last one
   */
  record IndexedSocket(
      ClientSocket socket, ScannedNamespace scannedNamespace, @Nullable IndexedSocket next) {}

  private SocketIndex(List<AgentReport> reports) {
    this.reports = reports;
    int count = 0;
    for (AgentReport report : reports) {
      count += report.sockets().size();
    }
    sockets = HashMap.newHashMap(count);
    List<ScannedNamespace> serverNamespaces = new ArrayList<>(1);
    for (int i = 0; i < reports.size(); i++) {
      addReport(i, reports.get(i), serverNamespaces);
    }
    // When two agents report the server, one of them mistakes its own loopback for the server's.
    // Neither is believed.
    serverNamespace = serverNamespaces.size() == 1 ? serverNamespaces.getFirst() : null;
    ServerHostView server = serverHostView();
    if (server != null) {
      server
          .backendProcesses()
          .forEach(process -> backendProcesses.put(process.backendPid(), process));
    }
  }

  /** Indexes the reports that {@link ReportFilter} accepted. */
  public static SocketIndex of(List<AgentReport> acceptedReports) {
    return new SocketIndex(acceptedReports);
  }

  private void addReport(int index, AgentReport report, List<ScannedNamespace> serverNamespaces) {
    Map<Long, ScannedNamespace> namespacesByInode = HashMap.newHashMap(report.namespaces().size());
    for (NetworkNamespace namespace : report.namespaces()) {
      ScannedNamespace scannedNamespace = new ScannedNamespace(index, report, namespace);
      namespacesByInode.put(namespace.inode(), scannedNamespace);
      if (report.origin() instanceof ReportOrigin.PodAgent(String uid)) {
        namespacesByPodUid.put(uid, scannedNamespace);
      }
      for (IpAddress address : namespace.addresses()) {
        if (!isHostLocal(address)) {
          namespacesByAddress
              .computeIfAbsent(address, at -> new ArrayList<>(1))
              .add(scannedNamespace);
        }
      }
      if (scannedNamespace.acceptedAudit()) {
        serverNamespaces.add(scannedNamespace);
      }
    }
    for (ClientSocket socket : report.sockets()) {
      ScannedNamespace scannedNamespace = namespacesByInode.get(socket.id().namespace());
      if (scannedNamespace != null) {
        sockets.compute(
            socket.local(), (at, next) -> new IndexedSocket(socket, scannedNamespace, next));
      }
    }
  }

  public boolean hasNoReports() {
    return reports.isEmpty();
  }

  /** The network namespace of the server; null when no agent, or several, reported it. */
  @Nullable
  public ScannedNamespace serverNamespace() {
    return serverNamespace;
  }

  @Nullable
  public ServerHostView serverHostView() {
    return serverNamespace == null ? null : serverNamespace.report().serverHostView();
  }

  /** The namespace of a pod as its own agent reported it; null when it did not. */
  @Nullable
  public ScannedNamespace namespaceOf(Pod pod) {
    return namespacesByPodUid.get(pod.uid());
  }

  /** The process of a backend; null when no agent on the server's host found it. */
  @Nullable
  public BackendProcess processOf(int backendPid) {
    return backendProcesses.get(backendPid);
  }

  /**
   * The namespaces whose sockets may have a client address: those with that address. A loopback or
   * link-local address has a meaning only in the server's own namespace.
   */
  public List<ScannedNamespace> namespacesWith(IpAddress address) {
    if (isHostLocal(address)) {
      return serverNamespace == null ? List.of() : List.of(serverNamespace);
    }
    return namespacesByAddress.getOrDefault(address, List.of());
  }

  /** The first socket at a local endpoint, linked to the others there; null when there is none. */
  @Nullable IndexedSocket firstAt(Endpoint local) {
    return sockets.get(local);
  }

  /** The host has, or may have, network namespaces that no agent scanned. */
  public boolean hasUnseenNamespaces() {
    return reports.stream()
        .flatMap(report -> report.coverage().limits().stream())
        .anyMatch(limit -> UNSEEN_NAMESPACES.contains(limit.kind()));
  }

  /**
   * What cut the reports of {@code scannedNamespaces} short; empty when the lists of sockets are
   * complete.
   */
  public static List<String> truncationsOf(List<ScannedNamespace> scannedNamespaces) {
    return truncations(scannedNamespaces.stream().map(ScannedNamespace::report).toList());
  }

  /** What cut any report short; empty when all are complete. */
  public List<String> truncations() {
    return truncations(reports);
  }

  private static List<String> truncations(List<AgentReport> reports) {
    return reports.stream()
        .flatMap(report -> report.coverage().limits().stream())
        .map(Limit::kind)
        .filter(TRUNCATING_LIMITS::contains)
        .map(Enum::name)
        .sorted()
        .distinct()
        .toList();
  }

  /** A loopback or link-local address: it has a meaning on one host or link only. */
  public static boolean isHostLocal(IpAddress address) {
    return address.isLoopback() || address.isLinkLocal();
  }
}
