package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.HolderLookup;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What agents report of one scan. Listing, traffic and holders are each read at a moment of their
 * own.
 */
final class SimulatedScan {

  private final SimulatedNetwork network;
  private final AgentPermissions permissions;
  private final SeededRandom random;
  private final MonotonicInterval interval;
  private final SocketQuery query;
  private final long begin;

  /** All sockets are listed by this moment; holders and the server's end are read later. */
  private final long listed;

  private final long end;

  SimulatedScan(
      SimulatedNetwork network,
      AgentPermissions permissions,
      SeededRandom random,
      MonotonicInterval interval,
      SocketQuery query) {
    this.network = network;
    this.permissions = permissions;
    this.random = random;
    this.interval = interval;
    this.query = query;
    begin = interval.beginNanos() / 1_000;
    end = interval.endNanos() / 1_000;
    listed = random.between(begin, end);
  }

  List<AgentReport> reports() {
    Set<Long> namespaces = new TreeSet<>(Set.of(ClientLocation.ALPHA.namespace));
    for (SimulatedConnection simulatedConnection : network.connections) {
      if (permissions.scans(simulatedConnection.clientLocation.namespace)) {
        namespaces.add(simulatedConnection.clientLocation.namespace);
      }
    }
    if (permissions.agentOnServerHost()) {
      namespaces.add(ClientLocation.SERVER_HOST.namespace);
    }
    if (permissions.oneAgent()) {
      return List.of(report(namespaces));
    }
    return namespaces.stream().map(namespace -> report(Set.of(namespace))).toList();
  }

  private AgentReport report(Set<Long> namespaces) {
    List<NetworkNamespace> networkNamespaces =
        namespaces.stream().map(ClientLocation::describe).toList();
    boolean onServerHost = namespaces.contains(ClientLocation.SERVER_HOST.namespace);
    List<Limit> limits =
        permissions.scansBehindAlpha()
            ? List.of()
            : List.of(new Limit(Limit.Kind.NAMESPACES_UNREADABLE, 1));
    return new AgentReport(
        "agent" + new TreeSet<>(namespaces),
        "boot",
        interval,
        new ScanCoverage(
            permissions.socketListing(),
            permissions.canReadHolders() ? HolderLookup.DESCRIPTORS : HolderLookup.OWN_PROCESSES,
            limits),
        networkNamespaces,
        sockets(namespaces),
        onServerHost ? serverHostView() : null);
  }

  /**
   * The sockets to a port by which the server is known; others only when there is none at that
   * endpoint.
   */
  private List<ClientSocket> sockets(Set<Long> namespaces) {
    List<ClientSocket> listed = new ArrayList<>();
    for (boolean onKnownPort : new boolean[] {true, false}) {
      Set<Endpoint> found =
          listed.stream().map(ClientSocket::local).collect(Collectors.toUnmodifiableSet());
      for (SimulatedConnection simulatedConnection : network.connections) {
        if (namespaces.contains(simulatedConnection.clientLocation.namespace)
            && query.clientEndpoints().contains(simulatedConnection.local())
            && query.ports().contains(simulatedConnection.serverRoute.dialled.port()) == onKnownPort
            && !(found.contains(simulatedConnection.local()) && !onKnownPort)) {
          ClientSocket socket = socket(simulatedConnection);
          if (socket != null) {
            listed.add(socket);
          }
        }
      }
    }
    return listed;
  }

  private @Nullable ClientSocket socket(SimulatedConnection simulatedConnection) {
    long seen = random.between(begin, listed);
    TcpState state = simulatedConnection.clientState(seen);
    if (state == null) {
      return null;
    }
    boolean hasSocketDiagnosis = permissions.socketListing() != SocketListing.PROC_NET;
    SocketId id = simulatedConnection.socket();
    return new ClientSocket(
        hasSocketDiagnosis ? id : new SocketId(id.namespace(), 0),
        simulatedConnection.local(),
        simulatedConnection.serverRoute.dialled,
        state,
        simulatedConnection.number,
        hasSocketDiagnosis && query.tcpInfoEndpoints().contains(simulatedConnection.local())
            ? tcpInfo(simulatedConnection, seen)
            : null,
        holders(simulatedConnection, random.between(seen, end)));
  }

  private @Nullable TcpInfo tcpInfo(SimulatedConnection simulatedConnection, long after) {
    long at = random.between(after, end);
    if (simulatedConnection.clientState(at) != TcpState.ESTABLISHED) {
      return null;
    }
    long tick = permissions.tick();
    long phase = Math.floorMod(simulatedConnection.clientLocation.namespace * 777, tick);
    long sent = simulatedConnection.lastSent(at);
    long age = ((at + phase) / tick - (sent + phase) / tick) * tick / 1_000;
    MonotonicInterval readInterval =
        new MonotonicInterval(random.between(after, at) * 1_000, random.between(at, end) * 1_000);
    return new TcpInfo(age, simulatedConnection.received(at), readInterval);
  }

  private SocketHolders holders(SimulatedConnection simulatedConnection, long at) {
    if (!simulatedConnection.isHeldByProcess(at)) {
      return new SocketHolders.Nobody();
    }
    if (!permissions.canReadHolders()) {
      return new SocketHolders.Unreadable();
    }
    ProcessId process =
        new ProcessId(20_000 + simulatedConnection.number, SimulatedNetwork.SERVER_CLOCK);
    return new SocketHolders.Known(List.of(new SocketHolder(process, null, "client", null)), true);
  }

  private ServerHostView serverHostView() {
    List<BackendProcess> processes = new ArrayList<>();
    for (SimulatedConnection simulatedConnection : network.connections) {
      long at = random.between(listed, end);
      int pid = simulatedConnection.backend().pid();
      Endpoint accepted = simulatedConnection.serverRoute.accepted;
      if (accepted == null
          || !permissions.canReadServerProcesses()
          || !query.backendPids().contains(pid)
          || at < simulatedConnection.timeline.accepted()
          || at >= simulatedConnection.timeline.exited()) {
        continue;
      }
      TcpState state = simulatedConnection.serverState(at);
      processes.add(
          new BackendProcess(
              pid,
              new ProcessId(pid, SimulatedNetwork.SERVER_CLOCK),
              state == null
                  ? List.of()
                  : List.of(
                      new BackendProcess.AcceptedConnection(
                          accepted, simulatedConnection.clientEndpoint(), state)),
              List.of()));
    }
    return new ServerHostView(
        ClientLocation.SERVER_HOST.namespace,
        List.of(Endpoint.of("0.0.0.0", 5432), Endpoint.of("::", 5432)),
        permissions.canReadServerProcesses(),
        processes);
  }
}
