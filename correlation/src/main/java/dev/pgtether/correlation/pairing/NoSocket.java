package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Holders;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import java.util.List;

/** What can still be said of a TCP client when no established socket fits. */
final class NoSocket {

  private final Sight sight;
  private final Memory memory;

  NoSocket(Sight sight, Memory memory) {
    this.sight = sight;
    this.memory = memory;
  }

  /** The server's own end says that the client has closed. */
  Decision closedAtServer(Backend backend, Fits fits, TcpState state) {
    Place server = sight.serverPlace();
    return Decision.of(
        backend,
        isHalfClosed(fits) ? Verdict.UNKNOWN : Verdict.GHOST,
        server == null ? null : server.report().agent(),
        0,
        Evidence.of(Code.CLIENT_CLOSED, "state", state.name()));
  }

  /** Nobody who looked has the client's address. */
  Decision withoutOwner(Backend backend, Endpoint client) {
    if (Sight.isOfOneHost(client.address())) {
      return Decision.of(backend, Verdict.LOCAL, Evidence.of(Code.SERVER_ELSEWHERE));
    }
    if (sight.hasUnseenNamespaces()) {
      return Decision.of(backend, Verdict.UNKNOWN, Evidence.of(Code.NAMESPACES_UNSEEN));
    }
    List<String> cuts = sight.cuts();
    return cuts.isEmpty()
        ? Decision.of(backend, Verdict.EXTERNAL, Evidence.of(Code.ADDRESS_ELSEWHERE))
        : Decision.of(
            backend, Verdict.UNKNOWN, Evidence.of(Code.LISTING_INCOMPLETE, "limits", cuts));
  }

  /**
   * The address's owners were looked at.
   *
   * @param end the server's own end
   * @param alone surely no other backend of A1 or A2 has the same client endpoint
   */
  Decision decide(Backend backend, List<Place> owners, Fits fits, ServerEnd end, boolean alone) {
    String agent = Place.agentOf(owners);
    if (!fits.strangers().isEmpty()) {
      return Decision.of(
          backend,
          Verdict.UNKNOWN,
          agent,
          0,
          Evidence.of(Code.PEER_UNKNOWN, "peers", fits.strangePeers()));
    }
    List<String> cuts = Sight.cutsOf(owners);
    if (!cuts.isEmpty()) {
      return Decision.of(
          backend, Verdict.UNKNOWN, agent, 0, Evidence.of(Code.LISTING_INCOMPLETE, "limits", cuts));
    }
    if (fits.closing().size() == 1) {
      Candidate closing = fits.closing().getFirst();
      boolean gone = alone && owners.size() == 1 && isGone(backend, closing);
      return Decision.of(
          backend,
          gone ? Verdict.GHOST : Verdict.UNKNOWN,
          agent,
          0,
          Evidence.of(Code.CLIENT_CLOSED, "state", closing.socket().state().name()));
    }
    Memory.Seen seen = memory.backends().get(backend.id());
    int missing = seen == null ? 1 : seen.missing() + 1;
    Evidence noSocket = Evidence.of(Code.NO_SOCKET, "audits", (long) missing);
    if (end instanceof ServerEnd.NotListed && alone && owners.size() == 1) {
      // A connection that was reset stands in neither kernel's table.
      return Decision.of(
          backend,
          Verdict.GHOST,
          agent,
          missing,
          Evidence.of(Code.SERVER_END_NOT_ESTABLISHED),
          noSocket);
    }
    return Decision.of(
        backend, missing > 1 ? Verdict.ABSENT : Verdict.UNKNOWN, agent, missing, noSocket);
  }

  /**
   * A backend that still waits for its client has one, and a socket that leads to one of several
   * servers may have been closed towards another.
   */
  private static boolean isGone(Backend backend, Candidate closing) {
    return closing.socket().holders() instanceof Holders.Nobody
        && closing.kind() != Peers.Kind.ONE_OF_SEVERAL
        && !backend.waitsForClient();
  }

  /**
   * A client may close its sending half and live on to read: only a socket that no process holds
   * any more is gone.
   */
  private static boolean isHalfClosed(Fits fits) {
    return fits.closing().stream()
        .anyMatch(closing -> !(closing.socket().holders() instanceof Holders.Nobody));
  }
}
