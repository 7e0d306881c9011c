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
 * What it tells that a socket stands alone at a client's address and port: then whatever the
 * backend is sent comes from there, wherever the socket was said to lead.
 */
public final class SoleSocketProof {

  /**
   * A query that begins so long after its backend was seen idle was sent since: longer than a
   * packet is on its way, and than a backend that has one is not run by a busy or throttled
   * machine.
   */
  private static final Duration MAX_QUERY_DELAY = Duration.ofSeconds(5);

  private final ClockAlignment clockAlignment;

  public SoleSocketProof(ClockAlignment clockAlignment) {
    this.clockAlignment = clockAlignment;
  }

  /**
   * A socket may have sent what {@code backend} was sent {@code last}, and nothing after the
   * backend had done with it: each ReadyForQuery moves {@code state_change}. What may have been
   * sent after the socket was looked at says nothing.
   */
  private boolean mayHaveSentLast(Backend backend, TcpInfo tcpInfo, long last) {
    if (clockAlignment.latest(backend, last) >= tcpInfo.readInterval().beginNanos()) {
      return true;
    }
    Long change = backend.stateChangeMicros();
    long done =
        change == null || backend.state() == SessionState.ACTIVE
            ? Long.MAX_VALUE
            : clockAlignment.latest(backend, change);
    return clockAlignment.mayHaveSentBetween(tcpInfo, clockAlignment.earliest(backend, last), done);
  }

  /**
   * Nothing else stands where {@code backend}'s client does, and {@code candidate} may have sent
   * what the backend was sent last.
   */
  public boolean belongsTo(Backend backend, CandidateSocket candidateSocket) {
    TcpInfo tcpInfo = candidateSocket.socket().tcpInfo();
    Long query = backend.queryStartMicros();
    long last = query == null ? backend.id().startMicros() : query;
    return candidateSocket.isSoleSocket()
        && tcpInfo != null
        && mayHaveSentLast(backend, tcpInfo, last);
  }

  /**
   * The backend has been sent a query since an earlier audit found that {@code candidate} stood
   * alone at its client's endpoint, and then that the backend had nothing to do. Whoever sent it
   * stood there already, for the backend is elder than that audit; the pod has had the address from
   * then until now, for the socket stands there still; so it was this socket, whatever it dialled.
   * That it has been silent since, or has spoken when the backend was sent nothing, would speak
   * against it.
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
