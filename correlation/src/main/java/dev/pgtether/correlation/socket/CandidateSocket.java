package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Route;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client socket at a backend's client endpoint, in a namespace that owns the address.
 *
 * @param peerKind what it is connected to
 * @param route on which it gets there; null for a stranger, and for a listener of the server's own
 * @param routeOlderThanSocket the road has led there since before the socket can have been opened
 */
public record CandidateSocket(
    ClientSocket socket,
    ScannedNamespace namespace,
    PeerKind peerKind,
    @Nullable Route route,
    boolean routeOlderThanSocket) {

  /** On no road that could have led elsewhere. */
  public CandidateSocket(ClientSocket socket, ScannedNamespace namespace, PeerKind peerKind) {
    this(socket, namespace, peerKind, null, true);
  }

  /** Behind what was dialled others stand, or may have stood when it was. */
  public Evidence otherServerEvidence() {
    String peer = socket.peer().toString();
    List<String> candidates = SocketDescription.describe(List.of(socket));
    String service =
        route != null && route.target() == ServerEndpoints.RouteTarget.THIS_SERVER
            ? route.service()
            : null;
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
  public boolean needsSoleSocket() {
    return namespace.report().origin() instanceof ReportOrigin.PodAgent
        && (peerKind == PeerKind.ONE_OF_SEVERAL || !routeOlderThanSocket);
  }

  /** The Service that was dialled; null when none was. */
  @Nullable
  public String service() {
    return route == null ? null : route.service();
  }

  boolean isEstablished() {
    return socket.state() == TcpState.ESTABLISHED;
  }

  /** The client has closed its end first, and the server has not yet. */
  boolean isClosing() {
    return socket.state() == TcpState.FIN_WAIT1 || socket.state() == TcpState.FIN_WAIT2;
  }

  /** Nothing else in its pod can be the client of a backend that has this client endpoint. */
  public boolean isSoleSocket() {
    return hasCookie()
        && socket.soleAtEndpoint()
        && namespace.report().origin() instanceof ReportOrigin.PodAgent;
  }

  /** The kernel gave a cookie; {@code /proc/net/tcp} has none. */
  public boolean hasCookie() {
    return socket.id().cookie() != 0;
  }

  /** This is the socket that memory has {@code seen}. */
  public boolean matches(PairingMemory.RememberedBackend remembered) {
    return hasCookie()
        && socket.id().equals(remembered.socket())
        && remembered.bootId().equals(namespace.report().bootId());
  }

  /** The sockets as values of evidence ({@link SocketDescription}). */
  public static List<String> describe(List<CandidateSocket> candidates) {
    return SocketDescription.describe(candidates.stream().map(CandidateSocket::socket).toList());
  }
}
