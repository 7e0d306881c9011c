package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a socket has sent and received, held against what its backend did meanwhile. PostgreSQL's
 * protocol is a conversation: a client sends a query, waits, reads the answer. Who sent when only
 * the other could have, or was silent when the other spoke, tells who is who.
 */
final class Conduct {

  /**
   * PostgreSQL's start-up sends the client more than this before a backend can run anything:
   * AuthenticationOk, at least eleven ParameterStatus, BackendKeyData and ReadyForQuery (protocol
   * 3.0, "Start-up"). A newcomer in SCRAM without TLS has received about 130 bytes.
   */
  static final long STARTED_UP_BYTES = 256;

  /**
   * A socket that received more than this is past any authentication, TLS handshake and certificate
   * chain included.
   */
  static final long GROWN_UP_BYTES = 64 * 1024;

  private final Ages ages;

  Conduct(Ages ages) {
    this.ages = ages;
  }

  /**
   * The socket has not been through PostgreSQL's start-up, so the backend, which has, is not its.
   */
  static @Nullable Evidence notStartedUp(Backend backend, @Nullable Examination examination) {
    return examination != null
            && backend.state() != SessionState.STARTING
            && examination.bytesReceived() < STARTED_UP_BYTES
        ? Evidence.of(Code.NOT_STARTED_UP, "bytesReceived", examination.bytesReceived())
        : null;
  }

  /**
   * The socket has sent data since {@code backend} began its query, which a client that waits for
   * an answer does not: it is another's.
   */
  boolean hasSentSinceQuery(Backend backend, Candidate candidate) {
    Examination examination = candidate.socket().examination();
    Long queryStart = backend.queryStartMicros();
    return examination != null
        && queryStart != null
        && !backend.waitsForClient()
        && ages.sentSince(examination, ages.latest(backend, queryStart));
  }

  /**
   * Of the sockets at one endpoint only {@code candidate} last sent data when {@code backend} began
   * its last query. What a stranger dialled may be an address of this server that nobody has told
   * us.
   */
  boolean tellsApart(Backend backend, Candidate candidate, List<Candidate> strangers) {
    return hasSentQuery(backend, candidate)
        && strangers.stream().noneMatch(stranger -> mayHaveSentQuery(backend, stranger));
  }

  private boolean hasSentQuery(Backend backend, Candidate candidate) {
    Examination examination = candidate.socket().examination();
    return examination != null && sentNothingSinceQuery(backend, examination) != null;
  }

  /** A client may send more until its backend has done with the query: COPY FROM STDIN does. */
  private boolean mayHaveSentQuery(Backend backend, Candidate stranger) {
    Examination examination = stranger.socket().examination();
    Long queryStart = backend.queryStartMicros();
    Long stateChange = backend.stateChangeMicros();
    if (examination == null || queryStart == null || stateChange == null) {
      return true;
    }
    long done =
        backend.state() == SessionState.ACTIVE
            ? examination.asked().endNanos()
            : ages.latest(backend, stateChange);
    return ages.mayHaveSentBetween(examination, ages.earliest(backend, queryStart), done);
  }

  /**
   * The socket's session has a row, because it is past authentication, and stood in A1 already,
   * because it has sent nothing since, or stood here in the audit before. No other row has its
   * address, so this is it.
   */
  @Nullable Evidence pastAuthentication(
      Lingering.Subject subject, Candidate candidate, Examination examination) {
    if (examination.bytesReceived() <= GROWN_UP_BYTES) {
      return null;
    }
    Memory.Seen seen = subject.seen();
    Long queryStart = subject.now().queryStartMicros();
    if (seen != null
        && candidate.is(seen)
        && queryStart != null
        && !queryStart.equals(seen.queryStartMicros())) {
      return Evidence.of(Code.QUERY_SINCE_EARLIER_AUDIT);
    }
    return ages.sentBeforeFirstReading(examination)
        ? Evidence.of(Code.PAST_AUTHENTICATION, "bytesReceived", examination.bytesReceived())
        : null;
  }

  /**
   * The backend waited for its client in A1, so that client was there, and so was this socket,
   * which has sent nothing since. After the sockets were listed the backend began a query: its
   * client was still there, and no other socket was.
   */
  @Nullable Evidence querySinceScan(Lingering.Subject subject, Examination examination) {
    Backend backend = subject.now();
    Long queryStart = backend.queryStartMicros();
    if (queryStart == null
        || !subject.before().waitsForClient()
        || !ages.sentBeforeFirstReading(examination)
        || ages.earliest(backend, queryStart) <= examination.asked().endNanos()) {
      return null;
    }
    return new Evidence(
        Code.QUERY_SINCE_SCAN,
        Map.of(
            "queryAgeMillis",
            ages.ageMillis(backend, queryStart),
            "scanAgeMillis",
            ages.ageMillis(examination)));
  }

  /**
   * A live client has sent nothing since its backend began to wait, or the backend would not be
   * waiting. A busy socket that received much is past authentication and merely fast: its last
   * message may still be on the way to the backend.
   */
  @Nullable Evidence sentSinceWaiting(Backend backend, @Nullable Examination examination) {
    Long stateChange = backend.stateChangeMicros();
    if (examination == null
        || stateChange == null
        || examination.bytesReceived() > GROWN_UP_BYTES
        || backend.kind() == Backend.Kind.WALSENDER
        || backend.state()
            == SessionState.ACTIVE // COPY FROM STDIN sends while its backend waits for more
        || backend.state() == SessionState.STARTING) {
      return null;
    }
    return ages.sentSince(examination, ages.latest(backend, stateChange))
        ? new Evidence(
            Code.SENT_SINCE_WAITING,
            Map.of(
                "lastSentMillis",
                examination.lastDataSentMillis(),
                "waitingMillis",
                ages.ageMillis(backend, stateChange)))
        : null;
  }

  /**
   * A live client sent its query right before the server began it, and nothing since. A newcomer
   * came after the query began, so it connected, and sent, after that. One that came before –
   * during an earlier query of a batch, all sent ahead of their answers – has been silent for
   * longer.
   */
  @Nullable Evidence sentNothingSinceQuery(Backend backend, Examination examination) {
    Long queryStart = backend.queryStartMicros();
    if (queryStart == null
        || !ages.sentJustBefore(
            examination, ages.earliest(backend, queryStart), ages.latest(backend, queryStart))) {
      return null;
    }
    return new Evidence(
        Code.SENT_NOTHING_SINCE_QUERY,
        Map.of(
            "lastSentMillis",
            examination.lastDataSentMillis(),
            "queryAgeMillis",
            ages.ageMillis(backend, queryStart)));
  }
}
