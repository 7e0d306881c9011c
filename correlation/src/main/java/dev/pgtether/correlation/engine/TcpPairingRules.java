package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.proof.LingeringCheck;
import dev.pgtether.correlation.proof.LingeringCheck.Result;
import dev.pgtether.correlation.proof.SocketTrafficCheck;
import dev.pgtether.correlation.proof.SoleSocketProof;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.CandidateSockets;
import dev.pgtether.correlation.socket.PeerClassifier;
import dev.pgtether.correlation.socket.PeerKind;
import dev.pgtether.correlation.socket.ScannedNamespace;
import dev.pgtether.correlation.socket.ServerEnd;
import dev.pgtether.correlation.socket.SocketDescription;
import dev.pgtether.correlation.socket.SocketIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pairs a TCP client, by the rules of a proven pair (docs/architecture.md, "What proves a pair").
 */
final class TcpPairingRules {

  private final ActivityComparison activityComparison;
  private final SocketIndex socketIndex;
  private final PeerClassifier peerClassifier;
  private final SocketTrafficCheck socketTrafficCheck;
  private final SoleSocketProof soleSocketProof;
  private final LingeringCheck lingeringCheck;
  private final NoSocketRules noSocketRules;
  private final PairingMemory pairingMemory;

  TcpPairingRules(
      ActivityComparison activityComparison,
      SocketIndex socketIndex,
      PeerClassifier peerClassifier,
      SocketTrafficCheck socketTrafficCheck,
      SoleSocketProof soleSocketProof,
      PairingMemory pairingMemory) {
    this.activityComparison = activityComparison;
    this.socketIndex = socketIndex;
    this.peerClassifier = peerClassifier;
    this.socketTrafficCheck = socketTrafficCheck;
    this.soleSocketProof = soleSocketProof;
    this.lingeringCheck = new LingeringCheck(socketTrafficCheck, soleSocketProof);
    this.noSocketRules = new NoSocketRules(socketIndex, pairingMemory);
    this.pairingMemory = pairingMemory;
  }

  /**
   * Decides by what the server's own end says of a client that is gone; null when it says nothing.
   */
  @Nullable PairingDecision closedAtServer(
      Backend backend, Endpoint client, List<ScannedNamespace> owningNamespaces) {
    ServerEnd end = ServerEnd.of(socketIndex, backend.id().pid(), client);
    return end instanceof ServerEnd.Closed closed
        ? noSocketRules.closedAtServer(
            backend, candidates(backend, client, owningNamespaces, end), closed.state())
        : null;
  }

  private CandidateSockets candidates(
      Backend backend, Endpoint client, List<ScannedNamespace> owningNamespaces, ServerEnd end) {
    return CandidateSockets.of(peerClassifier.candidatesAt(client, owningNamespaces, backend), end);
  }

  /**
   * Decides by the sockets.
   *
   * @param owningNamespaces the places where the client's address belongs
   */
  PairingDecision decide(
      Backend backend, Endpoint client, List<ScannedNamespace> owningNamespaces) {
    ServerEnd end = ServerEnd.of(socketIndex, backend.id().pid(), client);
    CandidateSockets candidateSockets = candidates(backend, client, owningNamespaces, end);
    if (end instanceof ServerEnd.Closed closed) {
      return noSocketRules.closedAtServer(backend, candidateSockets, closed.state());
    }
    if (owningNamespaces.isEmpty()) {
      return noSocketRules.addressNotScanned(backend, client);
    }
    List<EndpointSharers.Sharer> sharers = activityComparison.sharersOf(backend);
    boolean alone = sharers.isEmpty() && activityComparison.hasNoHiddenRows();
    if (candidateSockets.matching().isEmpty()) {
      return noSocketRules.decide(backend, owningNamespaces, candidateSockets, end, alone);
    }
    if (owningNamespaces.size() > 1) {
      List<String> namespaces =
          owningNamespaces.stream()
              .map(owner -> "net:[" + owner.namespace().inode() + "]")
              .sorted()
              .toList();
      return PairingDecision.ambiguous(
          backend,
          owningNamespaces,
          new Evidence(
              Code.ADDRESS_IN_SEVERAL_NAMESPACES,
              Map.of(
                  "namespaces", namespaces, "candidates", describe(candidateSockets.matching()))));
    }
    PairingMemory.RememberedBackend remembered = pairingMemory.backends().get(backend.id());
    ServerEnd endAtScan = end.validFor(owningNamespaces.getFirst(), socketIndex.serverNamespace());
    return decideByCandidates(
        new LingeringCheck.BackendContext(
            backend, endAtScan, remembered, activityComparison.hasNoHiddenRows(), alone),
        owningNamespaces,
        candidateSockets,
        sharers);
  }

  private PairingDecision decideByCandidates(
      LingeringCheck.BackendContext backendContext,
      List<ScannedNamespace> owningNamespaces,
      CandidateSockets candidateSockets,
      List<EndpointSharers.Sharer> sharers) {
    Backend backend = backendContext.backend();
    PairingMemory.RememberedBackend remembered = backendContext.remembered();
    List<CandidateSocket> candidates = candidateSockets.matching();
    if (remembered != null && remembered.proven()) {
      CandidateSocket proven = findRemembered(candidates, remembered);
      if (proven == null && candidates.stream().allMatch(CandidateSocket::hasCookie)) {
        return PairingDecision.ambiguous(
            backend,
            owningNamespaces,
            Evidence.of(Code.ANOTHER_SOCKET_BEFORE, "candidates", describe(candidates)));
      }
      candidates = proven == null ? candidates : List.of(proven);
    }
    if (candidates.size() > 1) {
      return PairingDecision.ambiguous(
          backend,
          owningNamespaces,
          Evidence.of(Code.SEVERAL_SOCKETS, "candidates", describe(candidates)));
    }
    CandidateSocket candidateSocket = candidates.getFirst();
    Result result = lingeringCheck.check(backendContext, candidateSocket);
    List<Evidence> doubts = new ArrayList<>(2);
    if (!(result instanceof Result.Proven(Evidence proof, boolean conclusive) && conclusive)) {
      doubts.addAll(doubts(backend, candidateSocket, candidateSockets, sharers));
    }
    return switch (result) {
      case Result.Proven(Evidence proof, boolean conclusive) when doubts.isEmpty() ->
          PairingDecision.proven(backend, candidateSocket, proof);
      case Result.Proven proven -> unproven(backendContext, candidateSocket, doubts);
      case Result.Unproven(List<Evidence> against) -> {
        doubts.add(Evidence.of(Code.MAY_LINGER, "candidates", describe(candidates)));
        doubts.addAll(against);
        yield unproven(backendContext, candidateSocket, doubts);
      }
    };
  }

  private static PairingDecision unproven(
      LingeringCheck.BackendContext backendContext,
      CandidateSocket candidateSocket,
      List<Evidence> doubts) {
    Backend backend = backendContext.backend();
    PairingMemory.RememberedBackend remembered = backendContext.remembered();
    Long alone =
        remembered != null && candidateSocket.matches(remembered)
            ? remembered.soleAndIdleMicros()
            : null;
    if (alone != null && alone > backend.readAtMicros()) {
      alone = null; // the server's clock was set back
    }
    if (alone == null
        && candidateSocket.needsSoleSocket()
        && candidateSocket.isSoleSocket()
        && backend.isIdle()) {
      alone = backend.readAtMicros();
    }
    return PairingDecision.unproven(backend, candidateSocket, doubts, alone);
  }

  /** What else the socket may be, for all that {@code backend}'s client is there. */
  private List<Evidence> doubts(
      Backend backend,
      CandidateSocket candidateSocket,
      CandidateSockets candidateSockets,
      List<EndpointSharers.Sharer> sharers) {
    List<Evidence> doubts = new ArrayList<>(2);
    Evidence rival = rivalEvidence(backend, candidateSocket, sharers);
    if (rival != null) {
      doubts.add(rival);
    }
    for (CandidateSocket closing : candidateSockets.closing()) {
      doubts.add(Evidence.of(Code.CLIENT_CLOSED, "state", closing.socket().state().name()));
    }
    boolean isOnlySender =
        activityComparison.hasNoHiddenRows()
            && socketTrafficCheck.isOnlyPossibleSender(
                backend, candidateSocket, candidateSockets.unknownPeerSockets());
    if (!candidateSockets.unknownPeerSockets().isEmpty() && !isOnlySender) {
      List<CandidateSocket> all = new ArrayList<>(candidateSockets.unknownPeerSockets());
      all.add(candidateSocket);
      doubts.add(Evidence.of(Code.SEVERAL_SOCKETS, "candidates", describe(all)));
      doubts.add(Evidence.of(Code.PEER_UNKNOWN, "peers", candidateSockets.unknownPeers()));
    }
    if (candidateSocket.peerKind() == PeerKind.ONE_OF_SEVERAL
        || mayPredateRoute(backend, candidateSocket)) {
      doubts.add(candidateSocket.otherServerEvidence());
    }
    return doubts;
  }

  /**
   * The socket may be elder than the road that it took, and another server's, and this backend's
   * client, which dialled an address that nobody has told us from the same port, stand beside it.
   */
  private boolean mayPredateRoute(Backend backend, CandidateSocket candidateSocket) {
    return !candidateSocket.routeOlderThanSocket()
        && !soleSocketProof.belongsTo(backend, candidateSocket);
  }

  /** The youngest other backend that may be the socket's; one is doubt enough. */
  private @Nullable Evidence rivalEvidence(
      Backend backend, CandidateSocket candidateSocket, List<EndpointSharers.Sharer> sharers) {
    for (EndpointSharers.Sharer sharer : sharers) {
      Backend other = sharer.backend();
      if (other.id().equals(backend.id())) {
        continue;
      }
      if (other.id().startMicros() >= backend.id().startMicros()) {
        return Evidence.of(Code.YOUNGER_BACKEND, "backendPid", (long) other.id().pid());
      }
      if (!sharer.inSecondReading()
          || !socketTrafficCheck.hasSentSinceQuery(other, candidateSocket)) {
        return Evidence.of(Code.ANOTHER_BACKEND, "backendPid", (long) other.id().pid());
      }
    }
    return null;
  }

  private static @Nullable CandidateSocket findRemembered(
      List<CandidateSocket> candidates, PairingMemory.RememberedBackend remembered) {
    for (CandidateSocket candidateSocket : candidates) {
      if (candidateSocket.matches(remembered)) {
        return candidateSocket;
      }
    }
    return null;
  }

  private static List<String> describe(List<CandidateSocket> candidates) {
    return SocketDescription.describe(CandidateSocket.socketsOf(candidates));
  }
}
