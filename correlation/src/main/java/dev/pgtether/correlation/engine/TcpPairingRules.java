package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.proof.LingeringCheck;
import dev.pgtether.correlation.proof.LingeringCheck.Result;
import dev.pgtether.correlation.proof.SocketTrafficCheck;
import dev.pgtether.correlation.proof.SoleSocketProof;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.CandidateSockets;
import dev.pgtether.correlation.socket.PeerClassifier;
import dev.pgtether.correlation.socket.ScannedNamespace;
import dev.pgtether.correlation.socket.ServerEnd;
import dev.pgtether.correlation.socket.SocketIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs a TCP client by the rules of docs/architecture.md, "What proves a pair", in the order of
 * that table. Row 4 is {@link BothReadingsRule}: {@link PairingDispatcher} checks it first, for
 * every kind of client.
 *
 * <p>The socket rules leave one socket. The owner rules exclude other owners of it; a conclusive
 * proof ({@link Result.Proven}) makes them unnecessary. The socket is named only when it is proven
 * and no owner rule fails.
 */
final class TcpPairingRules {

  private final ActivityComparison activityComparison;
  private final SocketIndex socketIndex;
  private final PeerClassifier peerClassifier;
  private final PairingMemory pairingMemory;
  private final NoSocketRules noSocketRules;
  private final List<SocketRule> socketRules;
  private final List<OwnerRule> ownerRules;
  private final LingeringRule lingeringRule;

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
    this.pairingMemory = pairingMemory;
    boolean noRowsHidden = activityComparison.hasNoHiddenRows();
    noSocketRules = new NoSocketRules(socketIndex);
    socketRules =
        List.of(
            new ClientEndpointRule(noSocketRules), // row 1
            new OwningNamespaceRule(), // row 2
            new ServerPeerRule(noSocketRules), // row 3
            new RememberedSocketRule(), // "The lingering backend": ANOTHER_SOCKET_BEFORE
            new SingleSocketRule()); // row 6, several sockets to this server
    ownerRules =
        List.of(
            new OtherBackendRule(socketTrafficCheck), // row 5
            new OtherSocketRule(socketTrafficCheck, noRowsHidden), // row 6, all other sockets
            new OtherServerRule(soleSocketProof)); // the paragraph after the table
    lingeringRule = // row 7
        new LingeringRule(
            new LingeringCheck(socketTrafficCheck, soleSocketProof),
            socketIndex.serverNamespace(),
            noRowsHidden);
  }

  /**
   * Pairs one backend.
   *
   * @param owningNamespaces the scanned network namespaces that have the client's address
   */
  PairingDecision decide(
      Backend backend, Endpoint client, List<ScannedNamespace> owningNamespaces) {
    TcpClientFacts facts = factsOf(backend, client, owningNamespaces);
    if (facts.serverEnd() instanceof ServerEnd.Closed closed) {
      return noSocketRules.closedAtServer(backend, facts.candidateSockets(), closed.state());
    }
    for (SocketRule rule : socketRules) {
      PairingDecision failure = rule.failure(facts);
      if (failure != null) {
        return failure;
      }
    }
    return decideOwner(facts, facts.candidates().getFirst());
  }

  /**
   * Decides by the server's end alone, when that says that the client has closed; null when it does
   * not.
   */
  @Nullable PairingDecision closedAtServer(
      Backend backend, Endpoint client, List<ScannedNamespace> owningNamespaces) {
    ServerEnd serverEnd = ServerEnd.of(socketIndex, backend.id().pid(), client);
    return serverEnd instanceof ServerEnd.Closed closed
        ? noSocketRules.closedAtServer(
            backend, candidateSockets(backend, client, owningNamespaces, serverEnd), closed.state())
        : null;
  }

  /** What the audit knows about the client of {@code backend}. */
  TcpClientFacts factsOf(
      Backend backend, Endpoint client, List<ScannedNamespace> owningNamespaces) {
    ServerEnd serverEnd = ServerEnd.of(socketIndex, backend.id().pid(), client);
    List<EndpointSharers.Sharer> sharers = activityComparison.sharersOf(backend);
    return new TcpClientFacts(
        backend,
        client,
        owningNamespaces,
        serverEnd,
        candidateSockets(backend, client, owningNamespaces, serverEnd),
        sharers,
        sharers.isEmpty() && activityComparison.hasNoHiddenRows(),
        pairingMemory.backends().get(backend.id()));
  }

  private CandidateSockets candidateSockets(
      Backend backend,
      Endpoint client,
      List<ScannedNamespace> owningNamespaces,
      ServerEnd serverEnd) {
    return CandidateSockets.of(
        peerClassifier.candidatesAt(client, owningNamespaces, backend), serverEnd);
  }

  private PairingDecision decideOwner(TcpClientFacts facts, CandidateSocket candidateSocket) {
    Result result = lingeringRule.check(facts, candidateSocket);
    if (result instanceof Result.Proven(Evidence proof, boolean conclusive) && conclusive) {
      return PairingDecision.proven(facts.backend(), candidateSocket, proof);
    }
    List<Evidence> doubts = new ArrayList<>(2);
    for (OwnerRule rule : ownerRules) {
      List<Evidence> failures = rule.doubts(facts, candidateSocket);
      if (!failures.isEmpty()) {
        doubts.addAll(failures);
      }
    }
    return switch (result) {
      case Result.Proven proven when doubts.isEmpty() ->
          PairingDecision.proven(facts.backend(), candidateSocket, proven.evidence());
      case Result.Proven proven -> unproven(facts, candidateSocket, doubts);
      case Result.Unproven unproven -> {
        doubts.addAll(LingeringRule.doubts(unproven, candidateSocket));
        yield unproven(facts, candidateSocket, doubts);
      }
    };
  }

  private static PairingDecision unproven(
      TcpClientFacts facts, CandidateSocket candidateSocket, List<Evidence> doubts) {
    return PairingDecision.unproven(
        facts.backend(), candidateSocket, doubts, soleAndIdleMicros(facts, candidateSocket));
  }

  /** {@link PairingMemory.RememberedBackend#soleAndIdleMicros} for the next audit. */
  private static @Nullable Long soleAndIdleMicros(
      TcpClientFacts facts, CandidateSocket candidateSocket) {
    Backend backend = facts.backend();
    PairingMemory.RememberedBackend remembered = facts.remembered();
    Long soleAndIdleMicros =
        remembered != null && candidateSocket.matches(remembered)
            ? remembered.soleAndIdleMicros()
            : null;
    // A moment after this reading means that the server's clock was set back: it says nothing.
    if (soleAndIdleMicros != null && soleAndIdleMicros <= backend.readAtMicros()) {
      return soleAndIdleMicros;
    }
    return candidateSocket.needsSoleSocket() && candidateSocket.isSoleSocket() && backend.isIdle()
        ? Long.valueOf(backend.readAtMicros())
        : null;
  }
}
