package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.socket.CandidateSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No other socket was proven to be this backend's in an earlier audit: a backend's socket never
 * changes. A listing without cookies ({@code /proc/net/tcp}) cannot tell sockets apart, so the rule
 * holds there. Source: docs/architecture.md, "The lingering backend", {@code
 * ANOTHER_SOCKET_BEFORE}.
 */
final class RememberedSocketRule implements SocketRule {

  @Override
  public @Nullable PairingDecision failure(TcpClientFacts facts) {
    PairingMemory.RememberedBackend remembered = facts.remembered();
    if (remembered == null || !remembered.proven() || facts.socketProvenBefore() != null) {
      return null;
    }
    List<CandidateSocket> matching = facts.candidateSockets().matching();
    return matching.stream().allMatch(CandidateSocket::hasCookie)
        ? PairingDecision.ambiguous(
            facts.backend(),
            facts.owningNamespaces(),
            Evidence.of(
                Code.ANOTHER_SOCKET_BEFORE, "candidates", CandidateSocket.describe(matching)))
        : null;
  }
}
