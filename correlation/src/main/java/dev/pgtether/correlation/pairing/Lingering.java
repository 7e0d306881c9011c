package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the one socket that fits a backend is its own, or a newcomer's.
 *
 * <p>A client killed during a query leaves its backend running until the query ends. A new client
 * may take the same source port meanwhile and hang in authentication, where PostgreSQL before 18
 * shows no row for it: both readings show the old backend, and the only socket at its address is
 * the newcomer's. So a socket is proven, or it is not named.
 */
final class Lingering {

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

  Lingering(Ages ages) {
    this.ages = ages;
  }

  /** The proof that a socket is a backend's, or what speaks against it. */
  sealed interface Judgement {
    /**
     * It is.
     *
     * @param certain whatever other backends and sockets stand at the same endpoint
     */
    record Proven(Evidence evidence, boolean certain) implements Judgement {}

    /**
     * It may not be.
     *
     * @param against empty when there is merely no proof
     */
    record Unproven(List<Evidence> against) implements Judgement {}
  }

  /**
   * What is known of a backend.
   *
   * @param before its row in A1
   * @param now its row in A2
   * @param end the server's own end
   * @param seen the same backend in the audit before; null when it was not there
   * @param alone surely no other backend of A1 or A2 has the same client endpoint
   */
  record Subject(
      Backend before, Backend now, ServerEnd end, Memory.@Nullable Seen seen, boolean alone) {}

  /** Judges the only socket that fits. */
  Judgement judge(Subject subject, Candidate candidate) {
    Memory.Seen seen = subject.seen();
    if (seen != null && seen.proven() && candidate.is(seen)) {
      return new Judgement.Proven(Evidence.of(Code.PROVEN_BEFORE), true);
    }
    Evidence newcomer = notStartedUp(subject.now(), candidate.socket().examination());
    return switch (subject.end()) {
      case ServerEnd.Established established -> {
        Evidence proof =
            Evidence.of(Code.SERVER_END_ESTABLISHED, "serverEnd", established.local().toString());
        if (candidate.socket().peer().equals(established.local())) {
          yield new Judgement.Proven(proof, true);
        }
        // The server accepts under the address that was dialled, unless that was rewritten on the
        // way: then the connection is alive, and no more is known.
        boolean rewritten = candidate.kind() != Peers.Kind.OWN_ADDRESS;
        yield rewritten && newcomer == null
            ? new Judgement.Proven(proof, false)
            : unproven(newcomer);
      }
      case ServerEnd.NotListed notListed ->
          unproven(Evidence.of(Code.SERVER_END_NOT_ESTABLISHED));
      case ServerEnd.Closed closed ->
          unproven(Evidence.of(Code.CLIENT_CLOSED, "state", closed.state().name()));
      case ServerEnd.Unseen unseen ->
          newcomer == null ? judgeUnseen(subject, candidate) : unproven(newcomer);
    };
  }

  private Judgement judgeUnseen(Subject subject, Candidate candidate) {
    Backend backend = subject.now();
    Examination examination = candidate.socket().examination();
    if (backend.waitsForClient()) {
      Evidence newcomer = sentSinceWaiting(backend, examination);
      return newcomer == null
          ? proven(
              Evidence.of(
                  Code.WAITS_FOR_CLIENT, "waitEvent", String.valueOf(backend.waitEvent())))
          : unproven(newcomer);
    }
    if (examination == null) {
      return unproven(null);
    }
    Evidence proof = sentNothingSinceQuery(backend, examination);
    if (proof == null) {
      proof = querySinceScan(subject, examination);
    }
    if (proof == null && subject.alone()) {
      proof = pastAuthentication(subject, candidate, examination);
    }
    return proof == null ? unproven(null) : proven(proof);
  }

  private static @Nullable Evidence notStartedUp(
      Backend backend, @Nullable Examination examination) {
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
   * The socket's session has a row, because it is past authentication, and stood in A1 already,
   * because it has sent nothing since, or stood here in the audit before. No other row has its
   * address, so this is it.
   */
  private @Nullable Evidence pastAuthentication(
      Subject subject, Candidate candidate, Examination examination) {
    if (examination.bytesReceived() <= GROWN_UP_BYTES) {
      return null;
    }
    Memory.Seen seen = subject.seen();
    if (seen != null && candidate.is(seen)) {
      Long queryStart = subject.now().queryStartMicros();
      return queryStart != null && !queryStart.equals(seen.queryStartMicros())
          ? Evidence.of(Code.QUERY_SINCE_EARLIER_AUDIT)
          : null;
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
  private @Nullable Evidence querySinceScan(Subject subject, Examination examination) {
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
  private @Nullable Evidence sentSinceWaiting(Backend backend, @Nullable Examination examination) {
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
  private @Nullable Evidence sentNothingSinceQuery(Backend backend, Examination examination) {
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

  private static Judgement proven(Evidence evidence) {
    return new Judgement.Proven(evidence, false);
  }

  private static Judgement unproven(@Nullable Evidence against) {
    return new Judgement.Unproven(against == null ? List.of() : List.of(against));
  }
}
