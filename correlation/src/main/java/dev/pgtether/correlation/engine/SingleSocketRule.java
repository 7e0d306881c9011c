package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.socket.CandidateSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One socket at the client's endpoint is connected to this server, not several. Source:
 * docs/architecture.md, "What proves a pair", row 6; {@link OtherSocketRule} covers the sockets
 * that are closing or connected elsewhere.
 */
final class SingleSocketRule implements SocketRule {

  @Override
  public @Nullable PairingDecision failure(TcpClientFacts facts) {
    List<CandidateSocket> candidates = facts.candidates();
    return candidates.size() == 1
        ? null
        : PairingDecision.ambiguous(
            facts.backend(),
            facts.owningNamespaces(),
            Evidence.of(Code.SEVERAL_SOCKETS, "candidates", CandidateSocket.describe(candidates)));
  }
}
