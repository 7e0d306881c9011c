package dev.pgtether.database.diagnosis;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import dev.pgtether.database.failure.PrintableText;
import dev.pgtether.database.protocol.RejectedResponseException;
import java.io.EOFException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/**
 * Why no session came about. Told by types, SQLSTATEs and causes; where the driver has only a text,
 * by its own translation of that text, so that the locale changes nothing.
 */
public final class ConnectDiagnosis {

  private final ConnectionTarget connectionTarget;
  private final TlsDiagnosis tls;
  private final ServerErrorDiagnosis server;

  public ConnectDiagnosis(ConnectionTarget connectionTarget) {
    this.connectionTarget = connectionTarget;
    this.tls = new TlsDiagnosis(connectionTarget);
    this.server = new ServerErrorDiagnosis(connectionTarget);
  }

  public DatabaseFailure unresolvable() {
    return new DatabaseFailure(
        Problem.CANNOT_RESOLVE,
        "the host name " + connectionTarget.host() + " has no address here",
        "check its spelling, and that this machine's resolver knows it (getent hosts "
            + connectionTarget.host()
            + ")");
  }

  public DatabaseFailure resolverTimedOut() {
    return new DatabaseFailure(
        Problem.TIMED_OUT,
        "the resolver gave no answer for "
            + connectionTarget.host()
            + " within "
            + connectionTarget.connectTimeout().toSeconds()
            + " s",
        "check this machine's DNS, or give the server's IP address as hostaddr");
  }

  /**
   * @param deadlinePassed the attempt's deadline passed, which explains whatever else broke
   * @param rejectedNames whom the certificate is for, when it is for somebody else
   */
  public DatabaseFailure of(
      Exception failed, IpAddress address, boolean deadlinePassed, @Nullable String rejectedNames) {
    ServerErrorMessage said =
        failed instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
    if (said != null) {
      return server.ofLoginError(said);
    }
    if (rejectedNames != null) {
      return tls.wrongName(rejectedNames);
    }
    String addressText = addressText(address);
    if (deadlinePassed || hasCause(failed, SocketTimeoutException.class)) {
      return new DatabaseFailure(
          Problem.TIMED_OUT,
          addressText
              + " did not finish the connection within "
              + connectionTarget.connectTimeout().toSeconds()
              + " s",
          "check that host and port are right, that no firewall drops the packets, and that the server is not stuck");
    }
    if (hasCause(failed, NoRouteToHostException.class) || hasCause(failed, BindException.class)) {
      return unreachable(addressText);
    }
    if (hasCause(failed, ConnectException.class)) {
      return new DatabaseFailure(
          Problem.REFUSED,
          addressText + " refuses connections: nobody listens there",
          "check the port, that the server runs, and that its listen_addresses include this address");
    }
    if (isDriverMessage(failed, "The server does not support SSL.")) {
      return tls.unavailable();
    }
    DatabaseFailure handshake = tls.of(failed);
    if (handshake != null) {
      return handshake;
    }
    return ofProtocolError(failed, addressText);
  }

  /** Nothing more was read from a server. */
  public DatabaseFailure ofRejection(RejectedResponseException refused, IpAddress address) {
    String said = addressText(address) + " " + refused.clause();
    return switch (refused.reason()) {
      case PROTOCOL_VIOLATION -> notPostgres(said);
      case FORK_FAILED ->
          new DatabaseFailure(
              Problem.STARTING_UP,
              said,
              "see the server's log, and its limits on processes and memory; then try again");
      case TOO_LARGE, OUT_OF_MEMORY ->
          new DatabaseFailure(
              Problem.ANSWER_TOO_LARGE,
              said + " before anybody was logged in, and was cut off",
              "check that the port is PostgreSQL's, and who runs that server");
    };
  }

  private DatabaseFailure ofProtocolError(Exception failed, String addressText) {
    String state = failed instanceof SQLException driver ? driver.getSQLState() : null;
    if (PSQLState.CONNECTION_REJECTED.getState().equals(state)) {
      return server.passwordMethodRefused();
    }
    boolean responded =
        PSQLState.PROTOCOL_VIOLATION.getState().equals(state) || failed instanceof RuntimeException;
    if (responded
        || hasCause(failed, EOFException.class)
        || hasCause(failed, SocketException.class)) {
      return notPostgres(
          addressText
              + (responded
                  ? " answers, but not in PostgreSQL's protocol"
                  : " accepted the connection and dropped it before it said anything"));
    }
    return new DatabaseFailure(
        Problem.BAD_ANSWER,
        "connecting to "
            + addressText
            + " failed: "
            + PrintableText.of(deepestMessage(failed), 200),
        "see the server's log for this moment");
  }

  private static DatabaseFailure notPostgres(String said) {
    return new DatabaseFailure(
        Problem.NOT_POSTGRES,
        said,
        "check that the port is PostgreSQL's, and that a proxy in front of it has a live server behind it");
  }

  private DatabaseFailure unreachable(String addressText) {
    return new DatabaseFailure(
        Problem.UNREACHABLE,
        "no route leads to " + addressText,
        "check the address, this machine's routes and its firewall");
  }

  static boolean hasCause(Throwable failed, Class<? extends Throwable> type) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  static String deepestMessage(Throwable failed) {
    Throwable deepest = failed;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private static boolean isDriverMessage(Exception failed, String text) {
    return GT.tr(text).equals(failed.getMessage());
  }

  private String addressText(IpAddress address) {
    String dialled = address.toString();
    return dialled.equals(connectionTarget.host())
        ? connectionTarget.hostAndPort()
        : connectionTarget.hostAndPort() + " (" + dialled + ")";
  }
}
