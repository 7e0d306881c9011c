package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ServerSide;
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
  private final Map<Endpoint, List<Sighting>> sockets;
  private final Map<IpAddress, List<Place>> owners = new HashMap<>();
  private final Map<Integer, BackendProcess> backendProcesses = new HashMap<>();
  private @Nullable Place serverPlace;

  /** A socket, and in which of the reports it stands. */
  private record Sighting(ClientSocket socket, int report) {}

  private Sight(List<AgentReport> reports) {
    this.reports = reports;
    int count = 0;
    for (AgentReport report : reports) {
      count += report.sockets().size();
    }
    sockets = HashMap.newHashMap(count);
    for (int i = 0; i < reports.size(); i++) {
      arrange(i, reports.get(i));
    }
  }

  /** Only reports that lie wholly between the two readings are S. */
  static Sight of(Observation observation) {
    MonotonicInterval first = observation.first().read();
    MonotonicInterval second = observation.second().read();
    return new Sight(
        observation.reports().stream()
            .filter(report -> first.isBefore(report.scan()) && report.scan().isBefore(second))
            .toList());
  }

  private void arrange(int index, AgentReport report) {
    for (ClientSocket socket : report.sockets()) {
      sockets
          .computeIfAbsent(socket.local(), at -> new ArrayList<>(1))
          .add(new Sighting(socket, index));
    }
    for (NetworkNamespace namespace : report.namespaces()) {
      Place place = new Place(index, report, namespace);
      for (IpAddress address : namespace.addresses()) {
        if (!isOfOneHost(address)) {
          owners.computeIfAbsent(address, at -> new ArrayList<>(1)).add(place);
        }
      }
      if (place.holdsServer()) {
        serverPlace = place;
      }
    }
    ServerSide server = report.serverSide();
    if (server != null) {
      server.processes().forEach(process -> backendProcesses.put(process.backendPid(), process));
    }
  }

  boolean isBlind() {
    return reports.isEmpty();
  }

  /** An agent stands on the server's host. */
  @Nullable Place serverPlace() {
    return serverPlace;
  }

  @Nullable ServerSide serverSide() {
    return serverPlace == null ? null : serverPlace.report().serverSide();
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

  /** The sockets at a client endpoint within one place. */
  List<ClientSocket> socketsAt(Endpoint endpoint, Place place) {
    List<Sighting> sightings = sockets.getOrDefault(endpoint, List.of());
    List<ClientSocket> here = new ArrayList<>(sightings.size());
    for (Sighting sighting : sightings) {
      if (sighting.report == place.index()
          && sighting.socket.id().namespace() == place.namespace().inode()) {
        here.add(sighting.socket);
      }
    }
    return here;
  }

  /** Network namespaces exist, or may exist, that no agent looked into. */
  boolean hasUnseenNamespaces() {
    return reports.stream()
        .flatMap(report -> report.visibility().limits().stream())
        .anyMatch(limit -> UNSEEN_NAMESPACES.contains(limit.kind()));
  }

  /** What cut a report's listing short; empty when a socket that it lacks was not there. */
  static List<String> cutsOf(AgentReport report) {
    return report.visibility().limits().stream()
        .map(Limit::kind)
        .filter(CUT_SHORT::contains)
        .map(Enum::name)
        .sorted()
        .toList();
  }

  static boolean isOfOneHost(IpAddress address) {
    return address.isLoopback() || address.isLinkLocal();
  }
}
