package dev.pgtether.correlation.proof;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.socket.CandidateSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Proves a socket by its being the only one at the client's address and port: whatever the backend
 * receives from there comes from this socket, wherever the dialled address leads.
 */
public final class SoleSocketProof {

  /**
   * A query that begins this long after its backend was seen idle was sent after that moment. It is
   * longer than a packet travels, and longer than a busy or throttled machine leaves a backend with
   * a query unscheduled.
   */
  private static final Duration MAX_QUERY_DELAY = Duration.ofSeconds(5);

  private final ClockAlignment clockAlignment;

  /** Makes the proof for one audit. */
  public SoleSocketProof(ClockAlignment clockAlignment) {
    this.clockAlignment = clockAlignment;
  }

  /**
   * The socket may have sent what {@code backend} received at {@code lastMicros}, and sent nothing
   * after the backend was done with it (each ReadyForQuery moves {@code state_change}). What was
   * sent after the socket was scanned proves nothing.
   */
  private boolean mayHaveSentLast(Backend backend, TcpInfo tcpInfo, long lastMicros) {
    if (clockAlignment.latest(backend, lastMicros) >= tcpInfo.readInterval().beginNanos()) {
      return true;
    }
    Long stateChange = backend.stateChangeMicros();
    long done =
        stateChange == null || backend.state() == SessionState.ACTIVE
            ? Long.MAX_VALUE
            : clockAlignment.latest(backend, stateChange);
    return clockAlignment.mayHaveSentBetween(
        tcpInfo, clockAlignment.earliest(backend, lastMicros), done);
  }

  /**
   * The socket is the only one at the client endpoint of {@code backend}, and may have sent what
   * the backend received last: its query, or the start of the session when it had no query yet.
   */
  public boolean belongsTo(Backend backend, CandidateSocket candidateSocket) {
    TcpInfo tcpInfo = candidateSocket.socket().tcpInfo();
    Long query = backend.queryStartMicros();
    long lastMicros = query == null ? backend.id().startMicros() : query;
    return candidateSocket.isSoleSocket()
        && tcpInfo != null
        && mayHaveSentLast(backend, tcpInfo, lastMicros);
  }

  /**
   * Returns proof when the backend has received a query since an earlier audit saw {@code
   * candidateSocket} as the only socket at the client endpoint, and after that the backend idle;
   * null otherwise. The sender of the query already had its socket at that moment, because the
   * backend is older than that audit. The socket still exists, so its pod has had the address all
   * the time. So the query came from this socket, whatever it dialled. It would speak against the
   * proof if the socket had sent nothing since, or had sent data when the backend received none;
   * both are checked.
   */
  @Nullable Evidence querySinceSole(
      PairingMemory.RememberedBackend remembered,
      Backend backend,
      CandidateSocket candidateSocket) {
    Long soleAndIdle = remembered.soleAndIdleMicros();
    Long query = backend.queryStartMicros();
    TcpInfo tcpInfo = candidateSocket.socket().tcpInfo();
    return soleAndIdle != null
            && query != null
            && tcpInfo != null
            && candidateSocket.needsSoleSocket()
            && backend.kind() == Backend.Kind.CLIENT
            && query - soleAndIdle > MAX_QUERY_DELAY.toNanos() / 1_000
            && mayHaveSentLast(backend, tcpInfo, query)
            && clockAlignment.mayHaveSentSince(
                tcpInfo, clockAlignment.earliest(backend, soleAndIdle))
        ? Evidence.of(Code.QUERY_SINCE_ALONE)
        : null;
  }
}
