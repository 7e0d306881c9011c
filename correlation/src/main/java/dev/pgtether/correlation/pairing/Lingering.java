package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.MonotonicInterval;
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

  /**
   * How much later than the query's start a socket may seem to have sent the query itself: the
   * kernel's tick, 10 ms at HZ = 100. A newcomer would have to be connected within this of the
   * query's start to be mistaken.
   */
  static final long TICK_MILLIS = 10;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private final MonotonicInterval secondReading;
  private final boolean allRowsSeen;

  /**
   * @param secondReading when A2 was read
   * @param allRowsSeen no row was hidden in either reading, so that every authenticated session was
   *     seen with its address
   */
  Lingering(MonotonicInterval secondReading, boolean allRowsSeen) {
    this.secondReading = secondReading;
    this.allRowsSeen = allRowsSeen;
  }

  /** The proof that {@code socket} is {@code backend}'s, or what speaks against it. */
  sealed interface Judgement {
    record Proven(Evidence evidence) implements Judgement {}

    record Unproven(List<Evidence> against) implements Judgement {}
  }

  /**
   * Judges the only socket that fits.
   *
   * @param backend the row in A2
   * @param end the server's own end
   * @param seen the same backend in the audit before; null when it was not there
   */
  Judgement judge(
      Backend backend,
      Place place,
      ClientSocket socket,
      ServerEnd end,
      Memory.@Nullable Seen seen) {
    Memory.Seen earlier = seen != null && isSame(seen, place, socket) ? seen : null;
    if (earlier != null && earlier.proven()) {
      return proven(Evidence.of(Code.PROVEN_BEFORE));
    }
    switch (end) {
      case ServerEnd.Established established -> {
        return proven(
            Evidence.of(Code.SERVER_END_ESTABLISHED, "serverEnd", established.local().toString()));
      }
      case ServerEnd.NotListed notListed -> {
        return unproven(Evidence.of(Code.SERVER_END_NOT_ESTABLISHED));
      }
      case ServerEnd.Closed closed -> {
        return unproven(Evidence.of(Code.CLIENT_CLOSED, "state", closed.state().name()));
      }
      case ServerEnd.Unseen unseen -> {}
    }
    Examination examination = socket.examination();
    if (examination != null
        && backend.state() != SessionState.STARTING
        && examination.bytesReceived() < STARTED_UP_BYTES) {
      return unproven(
          Evidence.of(Code.NOT_STARTED_UP, "bytesReceived", examination.bytesReceived()));
    }
    Evidence proof = pastAuthentication(examination);
    if (proof == null) {
      proof = querySinceScan(backend, place.report().scan());
    }
    if (proof == null && earlier != null) {
      proof = querySinceEarlierAudit(backend, earlier);
    }
    if (proof == null && backend.waitsForClient()) {
      Evidence newcomer = examination == null ? null : sentSinceWaiting(backend, examination);
      if (newcomer != null) {
        return unproven(newcomer);
      }
      proof = Evidence.of(Code.WAITS_FOR_CLIENT, "waitEvent", String.valueOf(backend.waitEvent()));
    }
    if (proof == null && examination != null) {
      proof = sentNothingSinceQuery(backend, examination);
    }
    return proof == null ? unproven() : proven(proof);
  }

  /** A cookie of 0 is none: /proc/net/tcp has none to give. */
  private static boolean isSame(Memory.Seen seen, Place place, ClientSocket socket) {
    return socket.id().cookie() != 0
        && socket.id().equals(seen.socket())
        && seen.bootId().equals(place.report().bootId());
  }

  /**
   * The socket is past authentication, so its session has a row; no younger row stands at its
   * address, so this is it.
   */
  private @Nullable Evidence pastAuthentication(@Nullable Examination examination) {
    return allRowsSeen && examination != null && examination.bytesReceived() > GROWN_UP_BYTES
        ? Evidence.of(Code.PAST_AUTHENTICATION, "bytesReceived", examination.bytesReceived())
        : null;
  }

  /**
   * The backend began a query after the sockets were listed, so its client was there when they
   * were.
   */
  private @Nullable Evidence querySinceScan(Backend backend, MonotonicInterval scan) {
    Long queryAge = queryAgeNanos(backend);
    if (queryAge == null) {
      return null;
    }
    long scanAge = secondReading.beginNanos() - scan.endNanos();
    return queryAge < scanAge
        ? new Evidence(
            Code.QUERY_SINCE_SCAN,
            Map.of(
                "queryAgeMillis",
                queryAge / NANOS_PER_MILLI,
                "scanAgeMillis",
                scanAge / NANOS_PER_MILLI))
        : null;
  }

  private static @Nullable Evidence querySinceEarlierAudit(Backend backend, Memory.Seen earlier) {
    Long queryStart = backend.queryStartMicros();
    Long queryStartThen = earlier.queryStartMicros();
    return queryStart != null && queryStartThen != null && !queryStart.equals(queryStartThen)
        ? Evidence.of(Code.QUERY_SINCE_EARLIER_AUDIT)
        : null;
  }

  /**
   * A live client has sent nothing since its backend began to wait, or the backend would not be
   * waiting. A busy socket that received much is past authentication and merely fast: its last
   * message may still be on the way to the backend.
   */
  private @Nullable Evidence sentSinceWaiting(Backend backend, Examination examination) {
    Long stateChange = backend.stateChangeMicros();
    if (stateChange == null
        || examination.bytesReceived() > GROWN_UP_BYTES
        || backend.kind() == Backend.Kind.WALSENDER
        || backend.state()
            == SessionState.ACTIVE // COPY FROM STDIN sends while its backend waits for more
        || backend.state() == SessionState.STARTING) {
      return null;
    }
    long waiting = (backend.readAtMicros() - stateChange) * NANOS_PER_MICRO;
    long lastSent = examination.lastDataSentMillis() * NANOS_PER_MILLI;
    long sentNoEarlierThan =
        examination.asked().beginNanos() - lastSent - TICK_MILLIS * NANOS_PER_MILLI;
    long waitingNoLaterThan = secondReading.endNanos() - waiting;
    return sentNoEarlierThan - waitingNoLaterThan > 0
        ? new Evidence(
            Code.SENT_SINCE_WAITING,
            Map.of(
                "lastSentMillis",
                examination.lastDataSentMillis(),
                "waitingMillis",
                waiting / NANOS_PER_MILLI))
        : null;
  }

  /**
   * A live client sent its query before the server began it, and nothing since. A newcomer came
   * after the query began, so it connected, and sent, after that. Both times are brought to this
   * process's clock by their ages, each at the end of its uncertainty that favours the newcomer.
   */
  private @Nullable Evidence sentNothingSinceQuery(Backend backend, Examination examination) {
    Long queryAge = queryAgeNanos(backend);
    if (queryAge == null) {
      return null;
    }
    long lastSent = examination.lastDataSentMillis() * NANOS_PER_MILLI;
    long sentNoLaterThan = examination.asked().endNanos() - lastSent;
    long queryNoEarlierThan = secondReading.beginNanos() - queryAge;
    return sentNoLaterThan - queryNoEarlierThan <= TICK_MILLIS * NANOS_PER_MILLI
        ? new Evidence(
            Code.SENT_NOTHING_SINCE_QUERY,
            Map.of(
                "lastSentMillis",
                examination.lastDataSentMillis(),
                "queryAgeMillis",
                queryAge / NANOS_PER_MILLI))
        : null;
  }

  private static @Nullable Long queryAgeNanos(Backend backend) {
    Long queryStart = backend.queryStartMicros();
    return queryStart == null ? null : (backend.readAtMicros() - queryStart) * NANOS_PER_MICRO;
  }

  private static Judgement proven(Evidence evidence) {
    return new Judgement.Proven(evidence);
  }

  private static Judgement unproven(Evidence... against) {
    return new Judgement.Unproven(List.of(against));
  }
}
