package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Standpoint;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.ServerEndpoints.Road;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client socket at a backend's client endpoint, in a namespace that owns the address.
 *
 * @param kind what it is connected to
 * @param road on which it gets there; null for a stranger, and for a listener of the server's own
 * @param roadIsElder the road has led there since before the socket can have been opened
 */
record Candidate(
    ClientSocket socket, Place place, Peers.Kind kind, @Nullable Road road, boolean roadIsElder) {

  /** On no road that could have led elsewhere. */
  Candidate(ClientSocket socket, Place place, Peers.Kind kind) {
    this(socket, place, kind, null, true);
  }

  /** Behind what was dialled others stand, or may have stood when it was. */
  Evidence mayLeadElsewhere() {
    String peer = socket.peer().toString();
    List<String> candidates = Decision.describe(List.of(socket));
    String service =
        road != null && road.reach() == ServerEndpoints.Reach.THIS_SERVER ? road.service() : null;
    return service == null
        ? new Evidence(Code.PEER_SHARED, Map.of("peer", peer, "candidates", candidates))
        : new Evidence(
            Code.SERVICE_CHANGED,
            Map.of("peer", peer, "service", service, "candidates", candidates));
  }

  /**
   * It may lead to another server, and is its pod's, where one agent sees all that may stand at the
   * address. (A host's own address may also be what the clients in its containers are seen under.)
   */
  boolean isContested() {
    return place.report().standpoint() instanceof Standpoint.OfPod
        && (kind == Peers.Kind.ONE_OF_SEVERAL || !roadIsElder);
  }

  /** The Service that was dialled; null when none was. */
  @Nullable String service() {
    return road == null ? null : road.service();
  }

  boolean isEstablished() {
    return socket.state() == TcpState.ESTABLISHED;
  }

  /** The client has closed its end first, and the server has not yet. */
  boolean isClosing() {
    return socket.state() == TcpState.FIN_WAIT1 || socket.state() == TcpState.FIN_WAIT2;
  }

  /** Nothing else in its pod can be the client of a backend that has this client endpoint. */
  boolean isAlone() {
    return hasCookie() && socket.alone() && place.report().standpoint() instanceof Standpoint.OfPod;
  }

  /** The kernel gave a cookie; {@code /proc/net/tcp} has none. */
  boolean hasCookie() {
    return socket.id().cookie() != 0;
  }

  /** This is the socket that memory has {@code seen}. */
  boolean is(Memory.Seen seen) {
    return hasCookie()
        && socket.id().equals(seen.socket())
        && seen.bootId().equals(place.report().bootId());
  }

  static List<ClientSocket> socketsOf(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::socket).toList();
  }
}
