package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.CandidateSockets;
import dev.pgtether.correlation.socket.PeerKind;
import dev.pgtether.correlation.socket.ScannedNamespace;
import dev.pgtether.correlation.socket.ServerEnd;
import dev.pgtether.correlation.socket.SocketIndex;
import java.util.List;

/** What can still be said of a TCP client when no established socket fits. */
final class NoSocketRules {

  private final SocketIndex socketIndex;
  private final PairingMemory pairingMemory;

  NoSocketRules(SocketIndex socketIndex, PairingMemory pairingMemory) {
    this.socketIndex = socketIndex;
    this.pairingMemory = pairingMemory;
  }

  /** The server's own end says that the client has closed. */
  PairingDecision closedAtServer(
      Backend backend, CandidateSockets candidateSockets, TcpState state) {
    ScannedNamespace server = socketIndex.serverNamespace();
    return PairingDecision.of(
        backend,
        isHalfClosed(candidateSockets) ? Verdict.UNKNOWN : Verdict.GHOST,
        server == null ? null : server.report().agent(),
        0,
        Evidence.of(Code.CLIENT_CLOSED, "state", state.name()));
  }

  /** Nobody who looked has the client's address. */
  PairingDecision addressNotScanned(Backend backend, Endpoint client) {
    if (SocketIndex.isHostLocal(client.address())) {
      return PairingDecision.of(backend, Verdict.LOCAL, Evidence.of(Code.SERVER_ELSEWHERE));
    }
    if (socketIndex.hasUnseenNamespaces()) {
      return PairingDecision.of(backend, Verdict.UNKNOWN, Evidence.of(Code.NAMESPACES_UNSEEN));
    }
    List<String> truncations = socketIndex.truncations();
    return truncations.isEmpty()
        ? PairingDecision.of(backend, Verdict.EXTERNAL, Evidence.of(Code.ADDRESS_ELSEWHERE))
        : PairingDecision.of(
            backend, Verdict.UNKNOWN, Evidence.of(Code.LISTING_INCOMPLETE, "limits", truncations));
  }

  /**
   * The address's owners were looked at.
   *
   * @param end the server's own end
   * @param soleBackend surely no other backend of A1 or A2 has the same client endpoint
   */
  PairingDecision decide(
      Backend backend,
      List<ScannedNamespace> namespaces,
      CandidateSockets candidateSockets,
      ServerEnd end,
      boolean soleBackend) {
    String agent = ScannedNamespace.agentOf(namespaces);
    if (!candidateSockets.unknownPeerSockets().isEmpty()) {
      return PairingDecision.of(
          backend,
          Verdict.UNKNOWN,
          agent,
          0,
          Evidence.of(Code.PEER_UNKNOWN, "peers", candidateSockets.unknownPeers()));
    }
    List<String> truncations = SocketIndex.truncationsOf(namespaces);
    if (!truncations.isEmpty()) {
      return PairingDecision.of(
          backend,
          Verdict.UNKNOWN,
          agent,
          0,
          Evidence.of(Code.LISTING_INCOMPLETE, "limits", truncations));
    }
    if (candidateSockets.closing().size() == 1) {
      CandidateSocket closing = candidateSockets.closing().getFirst();
      boolean gone = soleBackend && namespaces.size() == 1 && isClientGone(backend, closing);
      return PairingDecision.of(
          backend,
          gone ? Verdict.GHOST : Verdict.UNKNOWN,
          agent,
          0,
          Evidence.of(Code.CLIENT_CLOSED, "state", closing.socket().state().name()));
    }
    PairingMemory.RememberedBackend remembered = pairingMemory.backends().get(backend.id());
    int auditsWithoutSocket = remembered == null ? 1 : remembered.auditsWithoutSocket() + 1;
    Evidence noSocket = Evidence.of(Code.NO_SOCKET, "audits", (long) auditsWithoutSocket);
    if (end instanceof ServerEnd.NotListed
        && soleBackend
        && namespaces.size() == 1
        && !backend.waitsForClient()) {
      // A connection that was reset stands in neither kernel's table.
      return PairingDecision.of(
          backend,
          Verdict.GHOST,
          agent,
          auditsWithoutSocket,
          Evidence.of(Code.SERVER_END_NOT_ESTABLISHED),
          noSocket);
    }
    return PairingDecision.of(
        backend,
        auditsWithoutSocket > 1 ? Verdict.ABSENT : Verdict.UNKNOWN,
        agent,
        auditsWithoutSocket,
        noSocket);
  }

  /**
   * A backend that still waits for its client has one, and a socket that leads to one of several
   * servers may have been closed towards another.
   */
  private static boolean isClientGone(Backend backend, CandidateSocket closing) {
    return closing.socket().holders() instanceof SocketHolders.Nobody
        && closing.peerKind() != PeerKind.ONE_OF_SEVERAL
        && !backend.waitsForClient();
  }

  /**
   * A client may close its sending half and live on to read: only a socket that no process holds
   * any more is gone.
   */
  private static boolean isHalfClosed(CandidateSockets candidateSockets) {
    return candidateSockets.closing().stream()
        .anyMatch(closing -> !(closing.socket().holders() instanceof SocketHolders.Nobody));
  }
}
