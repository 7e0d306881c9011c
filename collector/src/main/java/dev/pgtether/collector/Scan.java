package dev.pgtether.collector;

import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.namespace.HostNamespaces;
import dev.pgtether.collector.namespace.ListedSocket;
import dev.pgtether.collector.namespace.ListingMeans;
import dev.pgtether.collector.namespace.NamespaceFindings;
import dev.pgtether.collector.namespace.ScanTask;
import dev.pgtether.collector.namespace.ServerEnd;
import dev.pgtether.collector.namespace.Travels;
import dev.pgtether.collector.netlink.UnixConnection;
import dev.pgtether.collector.process.HolderSearch;
import dev.pgtether.collector.process.SocketKey;
import dev.pgtether.collector.server.LocatedServer;
import dev.pgtether.collector.server.LocatedServer.LocatedBackend;
import dev.pgtether.collector.server.ServerProcesses;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.BackendProcess.UnixPeer;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.HolderLookup;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.SocketQuery.AuditConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One scan: list the sockets, recognise the server, find the holders, report. */
final class Scan {

  private static final String AGENT = "local";

  private final Means means;
  private final ScanTask task;

  Scan(Means means, ScanTask task) {
    this.means = means;
    this.task = task;
  }

  /** What every scan works with. */
  record Means(
      Namespaces where,
      HostNamespaces namespaces,
      ListingMeans listing,
      HolderSearch holders,
      ServerProcesses servers,
      HolderLookup holderLookup,
      String bootId) {}

  AgentReport run() {
    long begin = System.nanoTime();
    Travels travels = look();
    MonotonicInterval listed = new MonotonicInterval(begin, System.nanoTime());
    List<NamespaceFindings> findings = travels.findings();
    LocatedServer server = locate(travels.servers());
    List<ListedSocket> sockets =
        findings.stream().flatMap(found -> found.sockets().stream()).toList();
    HolderSearch.Found found = means.holders().find(keys(sockets, server), task.deadline());

    List<ClientSocket> reported = new ArrayList<>(sockets.size());
    for (int i = 0; i < sockets.size(); i++) {
      reported.add(sockets.get(i).heldBy(found.holders().get(i)));
    }
    ServerHostView serverHostView =
        server == null ? null : serverSide(server, found, sockets.size());
    List<NetworkNamespace> namespaces =
        findings.stream().map(NamespaceFindings::namespace).toList();
    task.limit(Limit.Kind.PROCESSES_UNREADABLE, unreadable(found, server));
    task.limit(Limit.Kind.DEADLINE, found.late());
    return new AgentReport(
        AGENT, means.bootId(), listed, visibility(found), namespaces, reported, serverHostView);
  }

  /** The client sockets of every namespace first, the server's ends after them. */
  private Travels look() {
    HostNamespaces namespaces = means.namespaces();
    NamespaceFindings own = namespaces.lookIntoOwn(task);
    List<NamespaceFindings> findings = new ArrayList<>(List.of(own));
    List<ServerEnd> servers = new ArrayList<>();
    switch (means.where()) {
      case WHOLE_HOST -> {
        if (!onlyOwnLoopback(own)) {
          Travels others = namespaces.lookIntoOthers(task);
          findings.addAll(others.findings());
          servers.addAll(others.servers());
        }
      }
      case OWN -> {
        if (someoneIsElsewhere(own)) {
          task.limit(Limit.Kind.NAMESPACES_NOT_ASKED, namespaces.countOthers());
        }
      }
    }
    servers.addAll(namespaces.readOwnServer(own, task));
    return new Travels(findings, servers);
  }

  /**
   * The server stands here and only loopback clients are wanted: these cannot be in another
   * namespace.
   */
  private boolean onlyOwnLoopback(NamespaceFindings own) {
    return own.server() != null
        && task.query().clientEndpoints().stream()
            .allMatch(endpoint -> endpoint.address().isLoopback());
  }

  /** Somebody is wanted who was not found, and whose address is not this namespace's. */
  private boolean someoneIsElsewhere(NamespaceFindings own) {
    Set<Endpoint> seen =
        own.sockets().stream().map(ListedSocket::local).collect(Collectors.toSet());
    return task.query().clientEndpoints().stream()
        .anyMatch(
            endpoint ->
                !seen.contains(endpoint)
                    && (endpoint.address().isLoopback()
                        ? own.server() == null
                        : !own.namespace().hasAddress(endpoint.address())));
  }

  private @Nullable LocatedServer locate(List<ServerEnd> ends) {
    AuditConnection own = task.query().auditConnection();
    return own == null || ends.isEmpty()
        ? null
        : means.servers().locate(ends, own, task.query().backendPids(), task.deadline());
  }

  /** The client sockets, then the far ends of the server's Unix-domain connections. */
  private static List<SocketKey> keys(List<ListedSocket> sockets, @Nullable LocatedServer server) {
    List<SocketKey> keys = new ArrayList<>(sockets.size());
    sockets.forEach(socket -> keys.add(socket.key()));
    if (server != null) {
      for (LocatedBackend backend : server.backends()) {
        for (UnixConnection unix : backend.unix()) {
          keys.add(new SocketKey(server.namespace(), unix.cookie(), unix.peerInode()));
        }
      }
    }
    return keys;
  }

  private static ServerHostView serverSide(
      LocatedServer server, HolderSearch.Found found, int firstPeer) {
    List<BackendProcess> processes = new ArrayList<>();
    int peer = firstPeer;
    for (LocatedBackend backend : server.backends()) {
      List<UnixPeer> peers = new ArrayList<>();
      for (UnixConnection unix : backend.unix()) {
        peers.add(new UnixPeer(unix.peerInode(), found.holders().get(peer++)));
      }
      processes.add(
          new BackendProcess(
              backend.backendPid(), backend.process(), backend.connections(), peers));
    }
    return new ServerHostView(server.namespace(), server.listening(), server.readable(), processes);
  }

  /** How many are hidden is not always known; that somebody is, always. */
  private long unreadable(HolderSearch.Found found, @Nullable LocatedServer server) {
    boolean serverHidden =
        server != null && !server.readable() && !task.query().backendPids().isEmpty();
    return Math.max(found.unreadable(), found.unseen() || serverHidden ? 1 : 0);
  }

  private ScanCoverage visibility(HolderSearch.Found found) {
    if (means.listing().current() == ScanCoverage.SocketListing.PROC_NET) {
      task.limit(Limit.Kind.NO_SOCKET_DIAGNOSIS, 1);
    }
    HolderLookup holderLookup =
        found.byInfo() ? HolderLookup.DESCRIPTOR_INFO : means.holderLookup();
    return new ScanCoverage(means.listing().current(), holderLookup, task.limits());
  }
}
