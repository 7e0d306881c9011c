package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.ScannedNamespace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The matching sockets are in the one network namespace that has the client's address. Every
 * namespace has its own 127.0.0.1, so a loopback or link-local address counts only in the server's
 * namespace ({@link dev.pgtether.correlation.socket.SocketIndex#namespacesWith}). Source:
 * docs/architecture.md, "What proves a pair", row 2.
 */
final class OwningNamespaceRule implements SocketRule {

  @Override
  public @Nullable PairingDecision failure(TcpClientFacts facts) {
    List<ScannedNamespace> owningNamespaces = facts.owningNamespaces();
    List<CandidateSocket> matching = facts.candidateSockets().matching();
    if (owningNamespaces.size() == 1 || matching.isEmpty()) {
      return null;
    }
    List<String> namespaces =
        owningNamespaces.stream()
            .map(owner -> "net:[" + owner.namespace().inode() + "]")
            .sorted()
            .toList();
    return PairingDecision.ambiguous(
        facts.backend(),
        owningNamespaces,
        new Evidence(
            Code.ADDRESS_IN_SEVERAL_NAMESPACES,
            Map.of("namespaces", namespaces, "candidates", CandidateSocket.describe(matching))));
  }
}
