package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.proof.SocketTrafficCheck;
import dev.pgtether.correlation.socket.CandidateSocket;
import java.util.List;

/**
 * No other backend of A1 or A2 at the same client endpoint can own the socket. A backend that
 * started later or at the same time may always own it. One that started earlier is excluded only if
 * A2 still has it and the socket has sent data since its query began: a client that waits for an
 * answer sends nothing. Otherwise its client may still be connected, through another address of the
 * server. Source: docs/architecture.md, "What proves a pair", row 5.
 */
final class OtherBackendRule implements OwnerRule {

  private final SocketTrafficCheck socketTrafficCheck;

  OtherBackendRule(SocketTrafficCheck socketTrafficCheck) {
    this.socketTrafficCheck = socketTrafficCheck;
  }

  /** Returns the youngest other backend that may own the socket; one is enough. */
  @Override
  public List<Evidence> doubts(TcpClientFacts facts, CandidateSocket candidateSocket) {
    Backend backend = facts.backend();
    for (EndpointSharers.Sharer sharer : facts.sharers()) {
      Backend other = sharer.backend();
      if (other.id().equals(backend.id())) {
        continue;
      }
      if (other.id().startMicros() >= backend.id().startMicros()) {
        return List.of(Evidence.of(Code.YOUNGER_BACKEND, "backendPid", (long) other.id().pid()));
      }
      if (!sharer.inSecondReading()
          || !socketTrafficCheck.hasSentSinceQuery(other, candidateSocket)) {
        return List.of(Evidence.of(Code.ANOTHER_BACKEND, "backendPid", (long) other.id().pid()));
      }
    }
    return List.of();
  }
}
