package dev.pgtether.correlation.proof;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.PeerKind;
import dev.pgtether.correlation.socket.ServerEnd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the one socket that fits a backend is its own, or a newcomer's.
 *
 * <p>A client killed during a query leaves its backend running until the query ends. A new client
 * may take the same source port meanwhile and hang in authentication, where PostgreSQL before 18
 * shows no row for it: both readings show the old backend, and the only socket at its address is
 * the newcomer's. So a socket is proven, or it is not named.
 */
public final class LingeringCheck {

  private final SocketTrafficCheck socketTrafficCheck;
  private final SoleSocketProof soleSocketProof;

  public LingeringCheck(SocketTrafficCheck socketTrafficCheck, SoleSocketProof soleSocketProof) {
    this.socketTrafficCheck = socketTrafficCheck;
    this.soleSocketProof = soleSocketProof;
  }

  /** The proof that a socket is a backend's, or what speaks against it. */
  public sealed interface Result {
    /**
     * It is.
     *
     * @param conclusive whatever other backends and sockets stand at the same endpoint
     */
    record Proven(Evidence evidence, boolean conclusive) implements Result {}

    /**
     * It may not be.
     *
     * @param against empty when there is merely no proof
     */
    record Unproven(List<Evidence> against) implements Result {}
  }

  /**
   * What is known of a backend.
   *
   * @param backend its row in A2
   * @param serverEnd the server's own end
   * @param remembered the same backend in the audit before; null when it was not there
   * @param noRowsHidden no row of A1 or A2 is hidden
   * @param soleBackend surely no other backend of A1 or A2 has the same client endpoint
   */
  public record BackendContext(
      Backend backend,
      ServerEnd serverEnd,
      PairingMemory.@Nullable RememberedBackend remembered,
      boolean noRowsHidden,
      boolean soleBackend) {}

  /** Judges the only socket that fits. */
  public Result check(BackendContext backendContext, CandidateSocket candidateSocket) {
    return switch (backendContext.serverEnd()) {
      case ServerEnd.NotListed notListed -> unproven(Evidence.of(Code.SERVER_END_NOT_ESTABLISHED));
      case ServerEnd.Closed closed ->
          unproven(Evidence.of(Code.CLIENT_CLOSED, "state", closed.state().name()));
      case ServerEnd.Established(Endpoint local) -> {
        Result earlier = checkMemoryAndStartup(backendContext, candidateSocket);
        yield earlier == null ? checkServerEnd(candidateSocket, local) : earlier;
      }
      case ServerEnd.NotRead notRead -> {
        Result earlier = checkMemoryAndStartup(backendContext, candidateSocket);
        yield earlier == null ? checkTraffic(backendContext, candidateSocket) : earlier;
      }
    };
  }

  /** What is clear before anything else is looked at. */
  private @Nullable Result checkMemoryAndStartup(
      BackendContext backendContext, CandidateSocket candidateSocket) {
    PairingMemory.RememberedBackend earlier = backendContext.remembered();
    PairingMemory.RememberedBackend remembered =
        earlier != null && candidateSocket.matches(earlier) ? earlier : null;
    if (remembered != null && remembered.proven()) {
      return new Result.Proven(Evidence.of(Code.PROVEN_BEFORE), true);
    }
    Evidence newcomer =
        SocketTrafficCheck.notStartedUp(
            backendContext.backend(), candidateSocket.socket().tcpInfo());
    if (newcomer != null) {
      return unproven(newcomer);
    }
    Evidence soleProof =
        remembered != null && backendContext.soleBackend()
            ? soleSocketProof.querySinceSole(remembered, backendContext.backend(), candidateSocket)
            : null;
    return soleProof == null ? null : new Result.Proven(soleProof, true);
  }

  /**
   * The server accepts under the address that was dialled, unless that was rewritten on the way:
   * then the connection is alive, and no more is known.
   */
  private static Result checkServerEnd(CandidateSocket candidateSocket, Endpoint local) {
    boolean dialledDirectly = candidateSocket.socket().peer().equals(local);
    return dialledDirectly || candidateSocket.peerKind() != PeerKind.SERVER_ADDRESS
        ? new Result.Proven(
            Evidence.of(Code.SERVER_END_ESTABLISHED, "serverEnd", local.toString()),
            dialledDirectly)
        : unproven(null);
  }

  private Result checkTraffic(BackendContext backendContext, CandidateSocket candidateSocket) {
    Backend backend = backendContext.backend();
    TcpInfo tcpInfo = candidateSocket.socket().tcpInfo();
    if (backend.waitsForClient()) {
      Evidence newcomer = socketTrafficCheck.sentSinceWaiting(backend, tcpInfo);
      if (newcomer == null && !backendContext.noRowsHidden()) {
        return unproven(Evidence.of(Code.ROWS_HIDDEN));
      }
      return newcomer == null
          ? proven(
              Evidence.of(Code.WAITS_FOR_CLIENT, "waitEvent", String.valueOf(backend.waitEvent())))
          : unproven(newcomer);
    }
    Evidence proof =
        tcpInfo == null || !backendContext.soleBackend()
            ? null
            : socketTrafficCheck.pastAuthentication(tcpInfo);
    // A socket that is elder than its road is no newcomer, but may be another server's: this
    // backend's client dialled another address from the same port, is gone, and its query goes on.
    return proof == null || !candidateSocket.routeOlderThanSocket()
        ? unproven(null)
        : proven(proof);
  }

  private static Result proven(Evidence evidence) {
    return new Result.Proven(evidence, false);
  }

  private static Result unproven(@Nullable Evidence against) {
    return new Result.Unproven(against == null ? List.of() : List.of(against));
  }
}
