package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.fact.Standpoint;
import dev.pgtether.correlation.fact.Visibility.Limit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the agents saw, arranged by what a backend is looked up by. */
final class Sight {

  private static final Set<Limit.Kind> CUT_SHORT =
      EnumSet.of(Limit.Kind.DEADLINE, Limit.Kind.TOO_MANY_SOCKETS, Limit.Kind.LISTING_INTERRUPTED);
  private static final Set<Limit.Kind> UNSEEN_NAMESPACES =
      EnumSet.of(Limit.Kind.NAMESPACES_UNREADABLE, Limit.Kind.NAMESPACES_NOT_ASKED);

  private final List<AgentReport> reports;
  private final Map<Endpoint, Sighting> sockets;
  private final Map<IpAddress, List<Place>> owners = new HashMap<>();
  private final Map<String, Place> pods = new HashMap<>();
  private final Map<Integer, BackendProcess> backendProcesses = new HashMap<>();
  private final @Nullable Place serverPlace;

  /** A socket, where it stands, and the next at the same endpoint. */
  private record Sighting(ClientSocket socket, Place place, @Nullable Sighting next) {}

  private Sight(List<AgentReport> reports) {
    this.reports = reports;
    int count = 0;
    for (AgentReport report : reports) {
      count += report.sockets().size();
    }
    sockets = HashMap.newHashMap(count);
    List<Place> withServer = new ArrayList<>(1);
    for (int i = 0; i < reports.size(); i++) {
      arrange(i, reports.get(i), withServer);
    }
    // Two agents that both claim the server: one of them mistakes its own loopback for the
    // server's.
    serverPlace = withServer.size() == 1 ? withServer.getFirst() : null;
    ServerSide server = serverSide();
    if (server != null) {
      server.processes().forEach(process -> backendProcesses.put(process.backendPid(), process));
    }
  }

  /** What the witnesses to an audit say. */
  static Sight of(List<AgentReport> heard) {
    return new Sight(heard);
  }

  private void arrange(int index, AgentReport report, List<Place> withServer) {
    Map<Long, Place> places = HashMap.newHashMap(report.namespaces().size());
    for (NetworkNamespace namespace : report.namespaces()) {
      Place place = new Place(index, report, namespace);
      places.put(namespace.inode(), place);
      if (report.standpoint() instanceof Standpoint.OfPod(String uid)) {
        pods.put(uid, place);
      }
      for (IpAddress address : namespace.addresses()) {
        if (!isOfOneHost(address)) {
          owners.computeIfAbsent(address, at -> new ArrayList<>(1)).add(place);
        }
      }
      if (place.holdsServer()) {
        withServer.add(place);
      }
    }
    for (ClientSocket socket : report.sockets()) {
      Place place = places.get(socket.id().namespace());
      if (place != null) {
        sockets.compute(socket.local(), (at, next) -> new Sighting(socket, place, next));
      }
    }
  }

  boolean isBlind() {
    return reports.isEmpty();
  }

  /** Where the server is; null when no agent stands there. */
  @Nullable Place serverPlace() {
    return serverPlace;
  }

  @Nullable ServerSide serverSide() {
    return serverPlace == null ? null : serverPlace.report().serverSide();
  }

  /** A pod as its own agent saw it; null when none did. */
  @Nullable Place placeOf(Pod pod) {
    return pods.get(pod.uid());
  }

  /** The process of a backend, when an agent on the server's host found it. */
  @Nullable BackendProcess processOf(int backendPid) {
    return backendProcesses.get(backendPid);
  }

  /**
   * The places whose sockets may stand for a client address: those that own it. A loopback or
   * link-local address means something only where the server itself is.
   */
  List<Place> ownersOf(IpAddress address) {
    if (isOfOneHost(address)) {
      return serverPlace == null ? List.of() : List.of(serverPlace);
    }
    return owners.getOrDefault(address, List.of());
  }

  /** The sockets at a client endpoint of {@code backend}, in {@code owners} of its address. */
  List<Candidate> candidatesAt(Endpoint client, List<Place> owners, Backend backend, Peers peers) {
    Sighting sighting = sockets.get(client);
    if (sighting == null) {
      return List.of();
    }
    List<Candidate> candidates = new ArrayList<>(1);
    for (; sighting != null; sighting = sighting.next) {
      Place place = sighting.place;
      if (owners.contains(place)) {
        candidates.add(peers.candidate(sighting.socket, place, backend));
      }
    }
    return candidates;
  }

  /** Network namespaces exist, or may exist, that no agent looked into. */
  boolean hasUnseenNamespaces() {
    return reports.stream()
        .flatMap(report -> report.visibility().limits().stream())
        .anyMatch(limit -> UNSEEN_NAMESPACES.contains(limit.kind()));
  }

  /** What cut the reports of {@code places} short; empty when a socket they lack was not there. */
  static List<String> cutsOf(List<Place> places) {
    return cuts(places.stream().map(Place::report).toList());
  }

  /** What cut any report short. */
  List<String> cuts() {
    return cuts(reports);
  }

  private static List<String> cuts(List<AgentReport> reports) {
    return reports.stream()
        .flatMap(report -> report.visibility().limits().stream())
        .map(Limit::kind)
        .filter(CUT_SHORT::contains)
        .map(Enum::name)
        .sorted()
        .distinct()
        .toList();
  }

  static boolean isOfOneHost(IpAddress address) {
    return address.isLoopback() || address.isLinkLocal();
  }
}
