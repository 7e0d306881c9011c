package dev.pgtether.database;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.database.DatabaseFailure.Problem;
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
final class OpeningDiagnosis {

  private final Target target;
  private final TlsDiagnosis tls;
  private final ServerDiagnosis server;

  OpeningDiagnosis(Target target) {
    this.target = target;
    this.tls = new TlsDiagnosis(target);
    this.server = new ServerDiagnosis(target);
  }

  DatabaseFailure unresolvable() {
    return new DatabaseFailure(
        Problem.CANNOT_RESOLVE,
        "the host name " + target.host() + " has no address here",
        "check its spelling, and that this machine's resolver knows it (getent hosts "
            + target.host()
            + ")");
  }

  DatabaseFailure resolverTimedOut() {
    return new DatabaseFailure(
        Problem.TIMED_OUT,
        "the resolver gave no answer for "
            + target.host()
            + " within "
            + target.connectTimeout().toSeconds()
            + " s",
        "check this machine's DNS, or give the server's IP address as hostaddr");
  }

  /**
   * @param timeIsUp the attempt's deadline passed, which explains whatever else broke
   * @param rejectedNames whom the certificate is for, when it is for somebody else
   */
  DatabaseFailure of(
      Exception failed, IpAddress address, boolean timeIsUp, @Nullable String rejectedNames) {
    ServerErrorMessage said =
        failed instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
    if (said != null) {
      return server.ofOpening(said);
    }
    if (rejectedNames != null) {
      return tls.wrongName(rejectedNames);
    }
    String place = place(address);
    if (timeIsUp || has(failed, SocketTimeoutException.class)) {
      return new DatabaseFailure(
          Problem.TIMED_OUT,
          place
              + " did not finish the connection within "
              + target.connectTimeout().toSeconds()
              + " s",
          "check that host and port are right, that no firewall drops the packets, and that the server is not stuck");
    }
    if (has(failed, NoRouteToHostException.class) || has(failed, BindException.class)) {
      return unreachable(place);
    }
    if (has(failed, ConnectException.class)) {
      return new DatabaseFailure(
          Problem.REFUSED,
          place + " refuses connections: nobody listens there",
          "check the port, that the server runs, and that its listen_addresses include this address");
    }
    if (isGiven(failed, "The server does not support SSL.")) {
      return tls.unavailable();
    }
    DatabaseFailure handshake = tls.of(failed);
    if (handshake != null) {
      return handshake;
    }
    return ofProtocol(failed, place);
  }

  /** Nothing more was read from a server. */
  DatabaseFailure refused(RefusedAnswer refused, IpAddress address) {
    String said = place(address) + " " + refused.what();
    return switch (refused.kind()) {
      case NOT_THE_PROTOCOL -> notPostgres(said);
      case NO_PROCESS ->
          new DatabaseFailure(
              Problem.STARTING_UP,
              said,
              "see the server's log, and its limits on processes and memory; then try again");
      case TOO_MUCH, NO_MEMORY ->
          new DatabaseFailure(
              Problem.ANSWER_TOO_LARGE,
              said + " before anybody was logged in, and was cut off",
              "check that the port is PostgreSQL's, and who runs that server");
    };
  }

  private DatabaseFailure ofProtocol(Exception failed, String place) {
    String state = failed instanceof SQLException driver ? driver.getSQLState() : null;
    if (PSQLState.CONNECTION_REJECTED.getState().equals(state)) {
      return server.methodNotPossible();
    }
    boolean spoke =
        PSQLState.PROTOCOL_VIOLATION.getState().equals(state) || failed instanceof RuntimeException;
    if (spoke || has(failed, EOFException.class) || has(failed, SocketException.class)) {
      return notPostgres(
          place
              + (spoke
                  ? " answers, but not in PostgreSQL's protocol"
                  : " accepted the connection and dropped it before it said anything"));
    }
    return new DatabaseFailure(
        Problem.BAD_ANSWER,
        "connecting to " + place + " failed: " + PlainText.of(deepest(failed), 200),
        "see the server's log for this moment");
  }

  private static DatabaseFailure notPostgres(String said) {
    return new DatabaseFailure(
        Problem.NOT_POSTGRES,
        said,
        "check that the port is PostgreSQL's, and that a proxy in front of it has a live server behind it");
  }

  private DatabaseFailure unreachable(String place) {
    return new DatabaseFailure(
        Problem.UNREACHABLE,
        "no route leads to " + place,
        "check the address, this machine's routes and its firewall");
  }

  static boolean has(Throwable failed, Class<? extends Throwable> type) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  static String deepest(Throwable failed) {
    Throwable deepest = failed;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private static boolean isGiven(Exception failed, String text) {
    return GT.tr(text).equals(failed.getMessage());
  }

  private String place(IpAddress address) {
    String dialled = address.toString();
    return dialled.equals(target.host())
        ? target.hostAndPort()
        : target.hostAndPort() + " (" + dialled + ")";
  }
}
