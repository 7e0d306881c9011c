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
 * Compares what a socket sent and received with what the backend did. In PostgreSQL's protocol a
 * client sends a query, waits, and reads the answer. So a socket that sends while the backend's
 * client must be waiting, or that has received less than the start-up sends, is not that client's.
 */
public final class SocketTrafficCheck {

  /**
   * PostgreSQL's start-up sends the client more bytes than this before a backend can run a query:
   * AuthenticationOk, at least eleven ParameterStatus, BackendKeyData and ReadyForQuery (protocol
   * 3.0, "Start-up"). A client in the middle of SCRAM without TLS has received about 130 bytes.
   */
  static final long STARTED_UP_BYTES = 256;

  /**
   * A socket that received more bytes than this from a server without TLS is past authentication:
   * SCRAM sends 129 bytes before a session has its row, and at least 393 with the parameters, which
   * come after the row (measured with 14 to 18; {@code InitPostgres} makes the row before they are
   * sent).
   */
  static final long PLAIN_STARTUP_BYTES = 320;

  /** The same where TLS is offered: a handshake with a certificate chain takes a few KiB. */
  static final long TLS_STARTUP_BYTES = 16 * 1024;

  /**
   * The same before version 18, where the row is made last. Until then a client can influence how
   * much it gets back: NegotiateProtocolVersion repeats up to 10,000 bytes of option names
   * (MAX_STARTUP_PACKET_LENGTH), SCRAM repeats a nonce.
   */
  static final long PLAIN_ECHO_BYTES = 16 * 1024;

  /** The same where TLS is offered. */
  static final long TLS_ECHO_BYTES = 32 * 1024;

  /**
   * From this version on a session has its row before it is authenticated: state {@code starting}.
   */
  private static final int FIRST_VERSION_WITH_STARTING_ROWS = 180_000;

  /**
   * A socket that received more bytes than this has had an answer to a query, so its row was made
   * some time ago.
   */
  private static final long ANSWERED_BYTES = 2 * 1024;

  /**
   * The longest time between the last message of the client's authentication and its row. That
   * usually takes milliseconds. A start-up that is held up longer, for example by a lock on {@code
   * pg_database}, must not pass for a session that A1 should have shown.
   */
  private static final Duration MAX_STARTUP = Duration.ofSeconds(1);

  /**
   * How much longer than {@code authentication_timeout} the server may take to close the
   * connection.
   */
  private static final Duration TERMINATION_MARGIN = Duration.ofSeconds(10);

  private final ClockAlignment clockAlignment;
  private final AuthenticationSettings authenticationSettings;
  private final Duration longestAuthentication;
  private final boolean rowBeforeAuthentication;

  /**
   * Makes the check for one audit of a server with the version and settings of {@code serverInfo}.
   */
  public SocketTrafficCheck(ClockAlignment clockAlignment, ServerInfo serverInfo) {
    this.clockAlignment = clockAlignment;
    this.rowBeforeAuthentication = serverInfo.versionNumber() >= FIRST_VERSION_WITH_STARTING_ROWS;
    this.authenticationSettings = serverInfo.authenticationSettings();
    this.longestAuthentication = authenticationSettings.timeout().plus(TERMINATION_MARGIN);
  }

  /**
   * Returns evidence that the socket has not been through PostgreSQL's start-up while the backend
   * has, so the socket is not the backend's; null otherwise.
   */
  static @Nullable Evidence notStartedUp(Backend backend, @Nullable TcpInfo tcpInfo) {
    return tcpInfo != null
            && backend.state() != SessionState.STARTING
            && tcpInfo.bytesReceived() < STARTED_UP_BYTES
        ? Evidence.of(Code.NOT_STARTED_UP, "bytesReceived", tcpInfo.bytesReceived())
        : null;
  }

  /**
   * The socket has sent data since {@code backend} began its query. A client that waits for an
   * answer does not, so the socket is not that client's.
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
   * Of the sockets at one endpoint only {@code candidateSocket} can have sent the last query of
   * {@code backend}.
   *
   * @param unknownPeerSockets the other sockets there; their peer may be an address of this server
   *     that the audit does not know
   */
  public boolean isOnlyPossibleSender(
      Backend backend, CandidateSocket candidateSocket, List<CandidateSocket> unknownPeerSockets) {
    return hasSentQuery(backend, candidateSocket)
        && unknownPeerSockets.stream().noneMatch(other -> mayHaveSentQuery(backend, other));
  }

  /** The socket last sent data right before the server began the query, as a live client does. */
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

  /**
   * The socket may have sent the query or more data for it. COPY FROM STDIN sends until the backend
   * is done with the query.
   */
  private boolean mayHaveSentQuery(Backend backend, CandidateSocket candidateSocket) {
    TcpInfo tcpInfo = candidateSocket.socket().tcpInfo();
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
   * Returns proof that the socket is past authentication and has sent nothing since A1 began. So
   * its session had a row in A1; no other row has its endpoint, so this row is its row. Null
   * without such proof. The caller has checked that no other row has the endpoint and none is
   * hidden.
   */
  @Nullable Evidence pastAuthentication(TcpInfo tcpInfo) {
    if (!clockAlignment.sentBeforeFirstReading(tcpInfo, maxStartupOf(tcpInfo))) {
      return null;
    }
    if (tcpInfo.bytesReceived() > maxBytesBeforeRow()) {
      return Evidence.of(Code.PAST_AUTHENTICATION, "bytesReceived", tcpInfo.bytesReceived());
    }
    // Before 18 the timeout ends with the authentication, and the row comes later: a session may
    // wait in between for as long as a catalogue is locked (InitPostgres).
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

  /** The most bytes that a client without a row may have received. */
  private long maxBytesBeforeRow() {
    if (rowBeforeAuthentication) {
      return authenticationSettings.offersTls() ? TLS_STARTUP_BYTES : PLAIN_STARTUP_BYTES;
    }
    return authenticationSettings.offersTls() ? TLS_ECHO_BYTES : PLAIN_ECHO_BYTES;
  }

  /** How long before its row the socket may have sent the last message of its authentication. */
  private static Duration maxStartupOf(TcpInfo tcpInfo) {
    return tcpInfo.bytesReceived() > ANSWERED_BYTES ? Duration.ZERO : MAX_STARTUP;
  }

  /** The socket has received more than an authentication sends, unless the client asks for more. */
  private boolean isPastAuthentication(TcpInfo tcpInfo) {
    return tcpInfo.bytesReceived()
        > (authenticationSettings.offersTls() ? TLS_STARTUP_BYTES : PLAIN_STARTUP_BYTES);
  }

  /**
   * Returns evidence that the socket has sent data since the backend began to wait: a live client's
   * data would have ended the wait. Null otherwise. A socket that received much is past
   * authentication; its last message may still be on the way to the backend, so it never counts.
   */
  @Nullable Evidence sentSinceWaiting(Backend backend, @Nullable TcpInfo tcpInfo) {
    Long stateChange = backend.stateChangeMicros();
    if (tcpInfo == null
        || stateChange == null
        || isPastAuthentication(tcpInfo)
        || backend.kind() == Backend.Kind.WALSENDER
        || backend.state() == SessionState.ACTIVE // COPY FROM STDIN sends while its backend waits
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
