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
 * Which backend claims which socket. A socket is one backend's: where two claim it, one proof is
 * wrong, so neither is believed, nor remembered.
 */
final class SocketClaims {

  private final Map<SocketKey, Integer> claims = new HashMap<>(0);

  /** Cookies are 0 where the listing has none; then both ends tell sockets apart. */
  private record SocketKey(@Nullable String agent, SocketId id, Endpoint local, Endpoint peer) {}

  /**
   * Enters the decision at {@code index}.
   *
   * @return the index of the decision that claims the same socket; null when there is none
   */
  @Nullable Integer claim(int index, Pairing pairing) {
    ClientSocket socket = pairing.socket();
    return socket == null
        ? null
        : claims.putIfAbsent(
            new SocketKey(pairing.agent(), socket.id(), socket.local(), socket.peer()), index);
  }

  /** What is left of a decision whose socket {@code rival} claims as well. */
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
