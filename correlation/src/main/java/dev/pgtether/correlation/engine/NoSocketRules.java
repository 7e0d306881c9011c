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

/** Decides the verdict of a TCP client without a matching socket. */
final class NoSocketRules {

  private final SocketIndex socketIndex;

  NoSocketRules(SocketIndex socketIndex) {
    this.socketIndex = socketIndex;
  }

  /** The server's end says that the client has closed the connection. */
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

  /** No scanned network namespace has the client's address. */
  private PairingDecision addressNotScanned(Backend backend, Endpoint client) {
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

  /** Decides about a client without a matching socket. */
  PairingDecision decide(TcpClientFacts facts) {
    return facts.owningNamespaces().isEmpty()
        ? addressNotScanned(facts.backend(), facts.client())
        : noSocketInOwners(facts);
  }

  /** The namespaces that have the client's address were scanned. */
  private static PairingDecision noSocketInOwners(TcpClientFacts facts) {
    Backend backend = facts.backend();
    List<ScannedNamespace> namespaces = facts.owningNamespaces();
    CandidateSockets candidateSockets = facts.candidateSockets();
    boolean soleOwner = facts.soleBackend() && namespaces.size() == 1;
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
      boolean gone = soleOwner && isClientGone(backend, closing);
      return PairingDecision.of(
          backend,
          gone ? Verdict.GHOST : Verdict.UNKNOWN,
          agent,
          0,
          Evidence.of(Code.CLIENT_CLOSED, "state", closing.socket().state().name()));
    }
    PairingMemory.RememberedBackend remembered = facts.remembered();
    int auditsWithoutSocket = remembered == null ? 1 : remembered.auditsWithoutSocket() + 1;
    Evidence noSocket = Evidence.of(Code.NO_SOCKET, "audits", (long) auditsWithoutSocket);
    if (facts.serverEnd() instanceof ServerEnd.NotListed
        && soleOwner
        && !backend.waitsForClient()) {
      // After a reset neither kernel lists the connection.
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
   * No process holds the closing socket any more. A backend that waits for its client still has
   * one, and a socket to one of several servers may have been a connection to another server.
   */
  private static boolean isClientGone(Backend backend, CandidateSocket closing) {
    return closing.socket().holders() instanceof SocketHolders.Nobody
        && closing.peerKind() != PeerKind.ONE_OF_SEVERAL
        && !backend.waitsForClient();
  }

  /**
   * A process still holds a closing socket: the client has shut down its sending half ({@code
   * shutdown(SHUT_WR)}) and may still read.
   */
  private static boolean isHalfClosed(CandidateSockets candidateSockets) {
    return candidateSockets.closing().stream()
        .anyMatch(closing -> !(closing.socket().holders() instanceof SocketHolders.Nobody));
  }
}
