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
 * Decides whether the one matching socket is the backend's, or that of a new client on a reused
 * port.
 *
 * <p>A client that is killed during a query leaves its backend running until the query ends. A new
 * client may take the same source port meanwhile and hang in authentication. PostgreSQL before 18
 * shows no row for it, so both readings show the old backend, and the only socket at its client
 * endpoint is the new client's. So a socket is named only when it is proven. Source:
 * docs/architecture.md, "The lingering backend".
 */
public final class LingeringCheck {

  private final SocketTrafficCheck socketTrafficCheck;
  private final SoleSocketProof soleSocketProof;

  public LingeringCheck(SocketTrafficCheck socketTrafficCheck, SoleSocketProof soleSocketProof) {
    this.socketTrafficCheck = socketTrafficCheck;
    this.soleSocketProof = soleSocketProof;
  }

  /** The result of the check. */
  public sealed interface Result {
    /**
     * The socket is the backend's.
     *
     * @param conclusive the proof holds whatever other backends and sockets are at the same
     *     endpoint
     */
    record Proven(Evidence evidence, boolean conclusive) implements Result {}

    /**
     * The socket may not be the backend's.
     *
     * @param against what speaks against it; empty when there is only no proof
     */
    record Unproven(List<Evidence> against) implements Result {}
  }

  /**
   * What is known about the backend that is checked.
   *
   * @param backend its row in A2
   * @param serverEnd the server's end of its connection
   * @param remembered what the previous audit found for it; null when it had no such backend
   * @param noRowsHidden no row of A1 or A2 is hidden
   * @param soleBackend no other backend of A1 or A2 has the same client endpoint, and no row is
   *     hidden
   */
  public record BackendContext(
      Backend backend,
      ServerEnd serverEnd,
      PairingMemory.@Nullable RememberedBackend remembered,
      boolean noRowsHidden,
      boolean soleBackend) {}

  /** Checks the one socket that matches the backend. */
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

  /**
   * What decides whatever else was seen: an earlier proof, a socket that has not been through the
   * start-up, and {@link SoleSocketProof#querySinceSole}. Null when none of them decides.
   */
  private @Nullable Result checkMemoryAndStartup(
      BackendContext backendContext, CandidateSocket candidateSocket) {
    PairingMemory.RememberedBackend earlier = backendContext.remembered();
    PairingMemory.RememberedBackend remembered =
        earlier != null && candidateSocket.matches(earlier) ? earlier : null;
    if (remembered != null && remembered.proven()) {
      return new Result.Proven(Evidence.of(Code.PROVEN_BEFORE), true);
    }
    Evidence notStartedUp =
        SocketTrafficCheck.notStartedUp(
            backendContext.backend(), candidateSocket.socket().tcpInfo());
    if (notStartedUp != null) {
      return unproven(notStartedUp);
    }
    Evidence soleProof =
        remembered != null && backendContext.soleBackend()
            ? soleSocketProof.querySinceSole(remembered, backendContext.backend(), candidateSocket)
            : null;
    return soleProof == null ? null : new Result.Proven(soleProof, true);
  }

  /**
   * An established server end proves the socket that dialled the address of that end. When the
   * dialled address was rewritten on the way, it only proves that the backend's connection is
   * alive. A socket that dialled another address of the server itself is not its socket.
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
      Evidence sentSinceWaiting = socketTrafficCheck.sentSinceWaiting(backend, tcpInfo);
      if (sentSinceWaiting == null && !backendContext.noRowsHidden()) {
        return unproven(Evidence.of(Code.ROWS_HIDDEN));
      }
      return sentSinceWaiting == null
          ? proven(
              Evidence.of(Code.WAITS_FOR_CLIENT, "waitEvent", String.valueOf(backend.waitEvent())))
          : unproven(sentSinceWaiting);
    }
    Evidence proof =
        tcpInfo == null || !backendContext.soleBackend()
            ? null
            : socketTrafficCheck.pastAuthentication(tcpInfo);
    // A socket that may be older than its route may be connected to another server: the backend's
    // own client may have dialled another address from the same port and be gone, while its query
    // still runs.
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
