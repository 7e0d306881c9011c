package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.correlation.socket.SocketDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds two backends that were paired with the same socket. A socket belongs to one backend, so one
 * of the two proofs is wrong: both decisions become AMBIGUOUS, and neither is remembered.
 */
final class SocketClaims {

  private final Map<SocketKey, Integer> claims = new HashMap<>(0);

  /**
   * The identity of a claimed socket. The cookie is 0 where the listing has none ({@code
   * /proc/net/tcp}); then both ends tell sockets apart.
   */
  private record SocketKey(@Nullable String agent, SocketId id, Endpoint local, Endpoint peer) {}

  /**
   * Records that the decision at {@code index} claims the socket of {@code pairing}.
   *
   * @return the index of an earlier decision that claims the same socket; null when there is none
   */
  @Nullable Integer claim(int index, Pairing pairing) {
    ClientSocket socket = pairing.socket();
    return socket == null
        ? null
        : claims.putIfAbsent(
            new SocketKey(pairing.agent(), socket.id(), socket.local(), socket.peer()), index);
  }

  /** The decision after {@code rival} has claimed the same socket: AMBIGUOUS, without a socket. */
  static PairingDecision withRival(PairingDecision pairingDecision, Backend rival) {
    Pairing pairing = pairingDecision.pairing();
    ClientSocket socket = pairing.socket();
    return socket == null
        ? pairingDecision
        : PairingDecision.of(
            pairing.backend(),
            Verdict.AMBIGUOUS,
            pairing.agent(),
            0,
            Evidence.of(Evidence.Code.ANOTHER_BACKEND, "backendPid", (long) rival.id().pid()),
            Evidence.of(
                Evidence.Code.SEVERAL_SOCKETS,
                "candidates",
                SocketDescription.describe(List.of(socket))));
  }
}
