package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which backend claims which socket. A socket is one backend's: where two claim it, one proof is
 * wrong, so neither is believed, nor remembered.
 */
final class Claims {

  private final Map<Claimed, Integer> claims = new HashMap<>(0);

  /** Cookies are 0 where the listing has none; then both ends tell sockets apart. */
  private record Claimed(@Nullable String agent, SocketId id, Endpoint local, Endpoint peer) {}

  /**
   * Enters the decision at {@code index}.
   *
   * @return the index of the decision that claims the same socket; null when there is none
   */
  @Nullable Integer enter(int index, Pairing pairing) {
    ClientSocket socket = pairing.socket();
    return socket == null
        ? null
        : claims.putIfAbsent(
            new Claimed(pairing.agent(), socket.id(), socket.local(), socket.peer()), index);
  }

  /** What is left of a decision whose socket {@code rival} claims as well. */
  static Decision contested(Decision decision, Backend rival) {
    Pairing pairing = decision.pairing();
    ClientSocket socket = pairing.socket();
    return socket == null
        ? decision
        : Decision.of(
            pairing.backend(),
            Verdict.AMBIGUOUS,
            pairing.agent(),
            0,
            Evidence.of(Evidence.Code.ANOTHER_BACKEND, "backendPid", (long) rival.id().pid()),
            Evidence.of(
                Evidence.Code.SEVERAL_SOCKETS, "candidates", Decision.describe(List.of(socket))));
  }
}
