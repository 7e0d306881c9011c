package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.proof.SocketTrafficCheck;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.CandidateSockets;
import java.util.ArrayList;
import java.util.List;

/**
 * No other socket at the client's endpoint can be the backend's: none to this server that the
 * client is closing, and one with an unknown peer only if the times of its data exclude it. What it
 * is connected to may be an address of this server that the audit does not know. Source:
 * docs/architecture.md, "What proves a pair", row 6.
 */
final class OtherSocketRule implements OwnerRule {

  private final SocketTrafficCheck socketTrafficCheck;
  private final boolean noRowsHidden;

  /**
   * Makes the rule for one audit.
   *
   * @param noRowsHidden no row of A1 or A2 is hidden; otherwise the times of data exclude nothing
   */
  OtherSocketRule(SocketTrafficCheck socketTrafficCheck, boolean noRowsHidden) {
    this.socketTrafficCheck = socketTrafficCheck;
    this.noRowsHidden = noRowsHidden;
  }

  @Override
  public List<Evidence> doubts(TcpClientFacts facts, CandidateSocket candidateSocket) {
    CandidateSockets candidateSockets = facts.candidateSockets();
    List<CandidateSocket> unknownPeerSockets = candidateSockets.unknownPeerSockets();
    boolean unknownPeersExcluded =
        unknownPeerSockets.isEmpty()
            || (noRowsHidden
                && socketTrafficCheck.isOnlyPossibleSender(
                    facts.backend(), candidateSocket, unknownPeerSockets));
    if (candidateSockets.closing().isEmpty() && unknownPeersExcluded) {
      return List.of();
    }
    List<Evidence> doubts = new ArrayList<>(2);
    for (CandidateSocket closing : candidateSockets.closing()) {
      doubts.add(Evidence.of(Code.CLIENT_CLOSED, "state", closing.socket().state().name()));
    }
    if (!unknownPeersExcluded) {
      List<CandidateSocket> all = new ArrayList<>(unknownPeerSockets);
      all.add(candidateSocket);
      doubts.add(Evidence.of(Code.SEVERAL_SOCKETS, "candidates", CandidateSocket.describe(all)));
      doubts.add(Evidence.of(Code.PEER_UNKNOWN, "peers", candidateSockets.unknownPeers()));
    }
    return doubts;
  }
}
