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
 * A client socket at a backend's client endpoint, in a namespace that has the address.
 *
 * @param peerKind what it is connected to
 * @param route the known route that it dialled; null for an unknown peer and for a listener of the
 *     server's own
 * @param routeOlderThanSocket the route has led to its target since before the socket can have been
 *     opened
 */
public record CandidateSocket(
    ClientSocket socket,
    ScannedNamespace namespace,
    PeerKind peerKind,
    @Nullable Route route,
    boolean routeOlderThanSocket) {

  /** A socket that dialled no route. */
  public CandidateSocket(ClientSocket socket, ScannedNamespace namespace, PeerKind peerKind) {
    this(socket, namespace, peerKind, null, true);
  }

  /**
   * Evidence that the socket may be connected to another server: several servers are behind the
   * dialled address, or may have been when the backend started or the socket was opened.
   */
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
   * The socket may lead to another server, so it matters whether it is the only one at its
   * endpoint. Only a pod's own agent can tell: it sees every socket that can have the pod's
   * address. (Clients in the containers of a host can also be seen under the host's own address.)
   */
  public boolean needsSoleSocket() {
    return namespace.report().origin() instanceof ReportOrigin.PodAgent
        && (peerKind == PeerKind.ONE_OF_SEVERAL || !routeOlderThanSocket);
  }

  /** The Service that was dialled, as {@code namespace/name}; null when none was. */
  @Nullable
  public String service() {
    return route == null ? null : route.service();
  }

  boolean isEstablished() {
    return socket.state() == TcpState.ESTABLISHED;
  }

  /**
   * The client has closed its end, and the server has not ({@code FIN_WAIT1}, {@code FIN_WAIT2}).
   */
  boolean isClosing() {
    return socket.state() == TcpState.FIN_WAIT1 || socket.state() == TcpState.FIN_WAIT2;
  }

  /**
   * It is the only socket of its pod at its endpoint: no other can be the client of a backend
   * there.
   */
  public boolean isSoleSocket() {
    return hasCookie()
        && socket.soleAtEndpoint()
        && namespace.report().origin() instanceof ReportOrigin.PodAgent;
  }

  /** The kernel gave a socket cookie; {@code /proc/net/tcp} gives none. */
  public boolean hasCookie() {
    return socket.id().cookie() != 0;
  }

  /** This is the remembered socket: same cookie, namespace and boot. */
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
