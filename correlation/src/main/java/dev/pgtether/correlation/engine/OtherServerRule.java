package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.proof.SoleSocketProof;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.PeerKind;
import java.util.List;

/**
 * What the socket dialled leads to this server alone, and did when the socket was opened. Otherwise
 * the socket may be connected to another server, while the backend's own client uses the same port
 * towards an address that the audit does not know. Source: docs/architecture.md, "What proves a
 * pair", the paragraph after the table, and "The lingering backend", {@code SERVICE_CHANGED}.
 */
final class OtherServerRule implements OwnerRule {

  private final SoleSocketProof soleSocketProof;

  OtherServerRule(SoleSocketProof soleSocketProof) {
    this.soleSocketProof = soleSocketProof;
  }

  @Override
  public List<Evidence> doubts(TcpClientFacts facts, CandidateSocket candidateSocket) {
    boolean mayPredateRoute =
        !candidateSocket.routeOlderThanSocket()
            && !soleSocketProof.belongsTo(facts.backend(), candidateSocket);
    return candidateSocket.peerKind() == PeerKind.ONE_OF_SEVERAL || mayPredateRoute
        ? List.of(candidateSocket.otherServerEvidence())
        : List.of();
  }
}
