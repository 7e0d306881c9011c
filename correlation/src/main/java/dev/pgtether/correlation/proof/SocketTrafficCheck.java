package dev.pgtether.correlation.proof;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.ServerInfo.AuthenticationSettings;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.socket.CandidateSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a socket has sent and received, held against what its backend did meanwhile. PostgreSQL's
 * protocol is a conversation: a client sends a query, waits, reads the answer. Who sent when only
 * the other could have, or was silent when the other spoke, tells who is who.
 */
public final class SocketTrafficCheck {

  /**
   * PostgreSQL's start-up sends the client more than this before a backend can run anything:
   * AuthenticationOk, at least eleven ParameterStatus, BackendKeyData and ReadyForQuery (protocol
   * 3.0, "Start-up"). A newcomer in SCRAM without TLS has received about 130 bytes.
   */
  static final long STARTED_UP_BYTES = 256;

  /**
   * A socket that received more than this from a server without TLS is past authentication: SCRAM
   * sends 129 bytes before a session has its row, and at least 393 once it has, the parameters
   * among them (measured with 14 to 18; {@code InitPostgres} makes the row before they are sent).
   */
  static final long PLAIN_STARTUP_BYTES = 320;

  /** The same where TLS is offered: its handshake with a certificate chain takes a few KiB. */
  static final long TLS_STARTUP_BYTES = 16 * 1024;

  /**
   * The same before 18, where the row is made last. Until then a client decides how much it gets
   * back: NegotiateProtocolVersion repeats up to 10,000 bytes of option names
   * (MAX_STARTUP_PACKET_LENGTH), SCRAM a nonce.
   */
  static final long PLAIN_ECHO_BYTES = 16 * 1024;

  static final long TLS_ECHO_BYTES = 32 * 1024;

  /** From here a session has its row before it is authenticated: state {@code starting}. */
  private static final int FIRST_VERSION_WITH_STARTING_ROWS = 180_000;

  /** A socket that received more than this has had an answer to a query, so its row is no news. */
  private static final long ANSWERED_BYTES = 2 * 1024;

  /**
   * A start-up between the client's last message and the session's row takes milliseconds; one that
   * is held up, by a lock on pg_database for instance, must not pass for a session that A1 missed.
   */
  private static final Duration MAX_STARTUP = Duration.ofSeconds(1);

  /** The server cuts off who is not authenticated in time, and takes a moment to do it. */
  private static final Duration TERMINATION_MARGIN = Duration.ofSeconds(10);

  private final ClockAlignment clockAlignment;
  private final AuthenticationSettings authenticationSettings;
  private final Duration longestAuthentication;
  private final boolean rowBeforeAuthentication;

  public SocketTrafficCheck(ClockAlignment clockAlignment, ServerInfo serverInfo) {
    this.clockAlignment = clockAlignment;
    this.rowBeforeAuthentication = serverInfo.versionNumber() >= FIRST_VERSION_WITH_STARTING_ROWS;
    this.authenticationSettings = serverInfo.authenticationSettings();
    this.longestAuthentication = authenticationSettings.timeout().plus(TERMINATION_MARGIN);
  }

  /**
   * The socket has not been through PostgreSQL's start-up, so the backend, which has, is not its.
   */
  static @Nullable Evidence notStartedUp(Backend backend, @Nullable TcpInfo tcpInfo) {
    return tcpInfo != null
            && backend.state() != SessionState.STARTING
            && tcpInfo.bytesReceived() < STARTED_UP_BYTES
        ? Evidence.of(Code.NOT_STARTED_UP, "bytesReceived", tcpInfo.bytesReceived())
        : null;
  }

  /**
   * The socket has sent data since {@code backend} began its query, which a client that waits for
   * an answer does not: it is another's.
   */
  public boolean hasSentSinceQuery(Backend backend, CandidateSocket candidateSocket) {
    TcpInfo tcpInfo = candidateSocket.socket().tcpInfo();
    Long queryStart = backend.queryStartMicros();
    return tcpInfo != null
        && queryStart != null
        && !backend.waitsForClient()
        && clockAlignment.sentSince(tcpInfo, clockAlignment.latest(backend, queryStart));
  }

  /**
   * Of the sockets at one endpoint only {@code candidate} last sent data when {@code backend} began
   * its last query. What a stranger dialled may be an address of this server that nobody has told
   * us.
   */
  public boolean isOnlyPossibleSender(
      Backend backend, CandidateSocket candidateSocket, List<CandidateSocket> strangers) {
    return hasSentQuery(backend, candidateSocket)
        && strangers.stream().noneMatch(stranger -> mayHaveSentQuery(backend, stranger));
  }

  /** A live client sends its query right before the server begins it. */
  private boolean hasSentQuery(Backend backend, CandidateSocket candidateSocket) {
    TcpInfo tcpInfo = candidateSocket.socket().tcpInfo();
    Long queryStart = backend.queryStartMicros();
    return tcpInfo != null
        && queryStart != null
        && clockAlignment.sentJustBefore(
            tcpInfo,
            clockAlignment.earliest(backend, queryStart),
            clockAlignment.latest(backend, queryStart));
  }

  /** A client may send more until its backend has done with the query: COPY FROM STDIN does. */
  private boolean mayHaveSentQuery(Backend backend, CandidateSocket stranger) {
    TcpInfo tcpInfo = stranger.socket().tcpInfo();
    Long queryStart = backend.queryStartMicros();
    Long stateChange = backend.stateChangeMicros();
    if (tcpInfo == null || queryStart == null || stateChange == null) {
      return true;
    }
    long done =
        backend.state() == SessionState.ACTIVE
            ? tcpInfo.readInterval().endNanos()
            : clockAlignment.latest(backend, stateChange);
    return clockAlignment.mayHaveSentBetween(
        tcpInfo, clockAlignment.earliest(backend, queryStart), done);
  }

  /**
   * The socket is past authentication and has sent nothing since A1 began, so it was past it then,
   * and its session has a row in A1. No other row has its address, so this is it.
   */
  @Nullable Evidence pastAuthentication(TcpInfo tcpInfo) {
    if (!clockAlignment.sentBeforeFirstReading(tcpInfo, maxStartupOf(tcpInfo))) {
      return null;
    }
    if (tcpInfo.bytesReceived() > maxBytesBeforeRow()) {
      return Evidence.of(Code.PAST_AUTHENTICATION, "bytesReceived", tcpInfo.bytesReceived());
    }
    // Before 18 a session may wait between its authentication, where the timeout ends, and its row,
    // for as long as somebody holds a lock on a catalogue (InitPostgres).
    return rowBeforeAuthentication
            && clockAlignment.hasSentNothingFor(tcpInfo, longestAuthentication)
        ? new Evidence(
            Code.OUTLASTED_AUTHENTICATION,
            Map.of(
                "lastSentMillis",
                tcpInfo.lastDataSentMillis(),
                "timeoutMillis",
                authenticationSettings.timeout().toMillis()))
        : null;
  }

  /** How much a client may have received of which no row tells, in bytes. */
  private long maxBytesBeforeRow() {
    if (rowBeforeAuthentication) {
      return authenticationSettings.offersTls() ? TLS_STARTUP_BYTES : PLAIN_STARTUP_BYTES;
    }
    return authenticationSettings.offersTls() ? TLS_ECHO_BYTES : PLAIN_ECHO_BYTES;
  }

  /** How long before its row the socket may have sent the last of its authentication. */
  private static Duration maxStartupOf(TcpInfo tcpInfo) {
    return tcpInfo.bytesReceived() > ANSWERED_BYTES ? Duration.ZERO : MAX_STARTUP;
  }

  /**
   * The socket has received more than any authentication sends, unless its client asks for more.
   */
  private boolean isPastAuthentication(TcpInfo tcpInfo) {
    return tcpInfo.bytesReceived()
        > (authenticationSettings.offersTls() ? TLS_STARTUP_BYTES : PLAIN_STARTUP_BYTES);
  }

  /**
   * A live client has sent nothing since its backend began to wait, or the backend would not be
   * waiting. A busy socket that received much is past authentication and merely fast: its last
   * message may still be on the way to the backend.
   */
  @Nullable Evidence sentSinceWaiting(Backend backend, @Nullable TcpInfo tcpInfo) {
    Long stateChange = backend.stateChangeMicros();
    if (tcpInfo == null
        || stateChange == null
        || isPastAuthentication(tcpInfo)
        || backend.kind() == Backend.Kind.WALSENDER
        || backend.state()
            == SessionState.ACTIVE // COPY FROM STDIN sends while its backend waits for more
        || backend.state() == SessionState.STARTING) {
      return null;
    }
    return clockAlignment.sentSince(tcpInfo, clockAlignment.latest(backend, stateChange))
        ? new Evidence(
            Code.SENT_SINCE_WAITING,
            Map.of(
                "lastSentMillis",
                tcpInfo.lastDataSentMillis(),
                "waitingMillis",
                clockAlignment.ageMillis(backend, stateChange)))
        : null;
  }
}
