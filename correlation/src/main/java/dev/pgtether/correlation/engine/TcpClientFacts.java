package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.CandidateSockets;
import dev.pgtether.correlation.socket.ScannedNamespace;
import dev.pgtether.correlation.socket.ServerEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one audit knows about the TCP client of one backend: the input of each rule.
 *
 * @param backend the row in A2
 * @param client {@code client_addr} and {@code client_port} of that row
 * @param owningNamespaces the scanned network namespaces that have the client's address
 * @param serverEnd the server's end of the connection, as an agent on the server's host read it
 * @param candidateSockets the sockets at {@code client} in {@code owningNamespaces}
 * @param sharers the backends of A1 and A2 at {@code client}, the youngest first; empty when this
 *     backend is the only one
 * @param soleBackend no other backend of A1 or A2 has this client endpoint, and no row was hidden
 * @param remembered what the previous audit found for this backend; null when it had no such
 *     backend
 */
record TcpClientFacts(
    Backend backend,
    Endpoint client,
    List<ScannedNamespace> owningNamespaces,
    ServerEnd serverEnd,
    CandidateSockets candidateSockets,
    List<EndpointSharers.Sharer> sharers,
    boolean soleBackend,
    PairingMemory.@Nullable RememberedBackend remembered) {

  /** The matching sockets; only the one that an earlier audit proved, when that is among them. */
  List<CandidateSocket> candidates() {
    List<CandidateSocket> matching = candidateSockets.matching();
    CandidateSocket provenBefore = socketProvenBefore();
    return provenBefore == null || matching.size() == 1 ? matching : List.of(provenBefore);
  }

  /** The matching socket that an earlier audit proved to be this backend's; null when none is. */
  @Nullable CandidateSocket socketProvenBefore() {
    if (remembered == null || !remembered.proven()) {
      return null;
    }
    for (CandidateSocket candidateSocket : candidateSockets.matching()) {
      if (candidateSocket.matches(remembered)) {
        return candidateSocket;
      }
    }
    return null;
  }
}
