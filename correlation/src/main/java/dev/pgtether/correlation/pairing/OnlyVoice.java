package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What it tells that a socket stands alone at a client's address and port: then whatever the
 * backend is sent comes from there, wherever the socket was said to lead.
 */
final class OnlyVoice {

  /**
   * A query that begins so long after its backend was seen idle was sent since: longer than a
   * packet is on its way, and than a backend that has one is not run by a busy or throttled
   * machine.
   */
  private static final Duration LONG_ON_THE_WAY = Duration.ofSeconds(5);

  private final Ages ages;

  OnlyVoice(Ages ages) {
    this.ages = ages;
  }

  /**
   * A socket may have sent what {@code backend} was sent {@code last}, and nothing after the
   * backend had done with it: each ReadyForQuery moves {@code state_change}. What may have been
   * sent after the socket was looked at says nothing.
   */
  private boolean mayHaveSpokenLast(Backend backend, Examination examination, long last) {
    if (ages.latest(backend, last) >= examination.asked().beginNanos()) {
      return true;
    }
    Long change = backend.stateChangeMicros();
    long done =
        change == null || backend.state() == SessionState.ACTIVE
            ? Long.MAX_VALUE
            : ages.latest(backend, change);
    return ages.mayHaveSentBetween(examination, ages.earliest(backend, last), done);
  }

  /**
   * Nothing else stands where {@code backend}'s client does, and {@code candidate} may have sent
   * what the backend was sent last.
   */
  boolean isIts(Backend backend, Candidate candidate) {
    Examination examination = candidate.socket().examination();
    Long query = backend.queryStartMicros();
    long last = query == null ? backend.id().startMicros() : query;
    return candidate.isAlone()
        && examination != null
        && mayHaveSpokenLast(backend, examination, last);
  }

  /**
   * The backend has been sent a query since an earlier audit found that {@code candidate} stood
   * alone at its client's endpoint, and then that the backend had nothing to do. Whoever sent it
   * stood there already, for the backend is elder than that audit; the pod has had the address from
   * then until now, for the socket stands there still; so it was this socket, whatever it dialled.
   * That it has been silent since, or has spoken when the backend was sent nothing, would speak
   * against it.
   */
  @Nullable Evidence querySince(Memory.Seen seen, Backend backend, Candidate candidate) {
    Long alone = seen.aloneMicros();
    Long query = backend.queryStartMicros();
    Examination examination = candidate.socket().examination();
    return alone != null
            && query != null
            && examination != null
            && candidate.isContested()
            && backend.kind() == Backend.Kind.CLIENT
            && query - alone > LONG_ON_THE_WAY.toNanos() / 1_000
            && mayHaveSpokenLast(backend, examination, query)
            && ages.mayHaveSentSince(examination, ages.earliest(backend, alone))
        ? Evidence.of(Code.QUERY_SINCE_ALONE)
        : null;
  }
}
