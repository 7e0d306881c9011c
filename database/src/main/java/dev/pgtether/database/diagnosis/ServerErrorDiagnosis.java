package dev.pgtether.database.diagnosis;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.config.Password;
import dev.pgtether.database.config.TlsConfig;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import dev.pgtether.database.failure.PrintableText;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server itself gave as its reason: by SQLSTATE, and by the routine that raised it where
 * one SQLSTATE has several reasons; texts may be translated.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error
 *     codes</a>
 */
final class ServerErrorDiagnosis {

  private final ConnectionTarget connectionTarget;

  ServerErrorDiagnosis(ConnectionTarget connectionTarget) {
    this.connectionTarget = connectionTarget;
  }

  DatabaseFailure ofLoginError(ServerErrorMessage serverError) {
    String state = String.valueOf(serverError.getSQLState());
    return switch (state) {
      case "28P01" -> refusedLogin(serverError, passwordAdvice());
      case "28000" -> ofAuthorization(serverError);
      case "3D000" ->
          failure(
              Problem.NO_SUCH_DATABASE,
              serverError,
              "name one that exists, for instance /postgres; an audit sees the whole server from any of them");
      case "08P01" ->
          failure(
              Problem.NOT_POSTGRES,
              serverError,
              "check that this is PostgreSQL's own port, not that of a pooler or proxy");
      default -> ofError(serverError, "could not log in to");
    };
  }

  /** Reasons that can come at any time of a session. */
  DatabaseFailure ofError(ServerErrorMessage serverError, String attempt) {
    String state = String.valueOf(serverError.getSQLState());
    return switch (state) {
      case "53300" ->
          failure(
              Problem.SLOTS_EXHAUSTED,
              serverError,
              attempt,
              "end a session or wait; a superuser still gets in by superuser_reserved_connections, from 16 a role with"
                  + " pg_use_reserved_connections too");
      case "42501" ->
          failure(
              Problem.RIGHT_MISSING,
              serverError,
              attempt,
              "grant " + connectionTarget.user() + " CONNECT on the database and pg_monitor");
      case "57P03" ->
          failure(
              Problem.STARTING_UP,
              serverError,
              attempt,
              "wait until the server takes connections, then try again");
      case "57P01", "57P02", "57P04", "57P05" ->
          failure(
              Problem.SHUTTING_DOWN,
              serverError,
              attempt,
              "try again; the server's log says who ended the session or stopped it");
      case "57014", "55P03" ->
          failure(
              Problem.QUERY_TIMEOUT,
              serverError,
              attempt,
              "try again; the server is overloaded or a system catalog is locked");
      default ->
          failure(Problem.BAD_ANSWER, serverError, attempt, "see the server's log for this moment");
    };
  }

  /** The server wants a password or a method that this side does not have or give. */
  DatabaseFailure passwordMethodRefused() {
    String message = "could not log in to " + targetText() + ": ";
    if (connectionTarget.password() == null) {
      return new DatabaseFailure(
          Problem.AUTHENTICATION,
          message + "the server asks for a password, and none was given",
          passwordAdvice());
    }
    return new DatabaseFailure(
        Problem.METHOD_NOT_ALLOWED,
        message
            + "the server asks for a method that is not allowed here ("
            + connectionTarget.allowedAuthentication().methods()
            + ")",
        connectionTarget.tlsConfig().mode() == TlsConfig.Mode.DISABLE
            ? "a password in clear text goes through TLS only: use sslmode=verify-full, or scram-sha-256 in pg_hba.conf"
            : "use scram-sha-256 in pg_hba.conf, or allow the method with require_auth");
  }

  /**
   * 28000 stands for pg_hba.conf (ClientAuthentication in auth.c), a role that cannot log in, and
   * certificates.
   */
  private DatabaseFailure ofAuthorization(ServerErrorMessage serverError) {
    if (!"ClientAuthentication".equals(serverError.getRoutine())) {
      return refusedLogin(
          serverError, "check the role's name, its LOGIN right, and the server's log");
    }
    if (connectionTarget.tlsConfig().mode() == TlsConfig.Mode.DISABLE) {
      return failure(
          Problem.TLS_REQUIRED_BY_SERVER,
          serverError,
          "leave sslmode=disable out: pg_hba.conf lets nobody in from here without TLS, or not this role at all");
    }
    return refusedLogin(
        serverError,
        "have a line added to pg_hba.conf for this role, database and address, and the server reloaded");
  }

  private DatabaseFailure refusedLogin(ServerErrorMessage serverError, String advice) {
    return failure(Problem.AUTHENTICATION, serverError, advice);
  }

  private String passwordAdvice() {
    Password password = connectionTarget.password();
    String remark = connectionTarget.passwordRemark();
    if (password != null) {
      return "check the role and the " + password;
    }
    return (remark == null ? "" : remark + "; ") + "give it in PGPASSWORD or ~/.pgpass";
  }

  private DatabaseFailure failure(Problem problem, ServerErrorMessage serverError, String advice) {
    return failure(problem, serverError, "could not log in to", advice);
  }

  private DatabaseFailure failure(
      Problem problem, ServerErrorMessage serverError, String attempt, String advice) {
    return new DatabaseFailure(
        problem,
        attempt
            + " "
            + targetText()
            + ": the server says: "
            + messageText(serverError.getMessage()),
        advice);
  }

  private static String messageText(@Nullable String message) {
    return message == null ? "nothing" : PrintableText.of(message, 300);
  }

  private String targetText() {
    return connectionTarget.hostAndPort()
        + " as "
        + connectionTarget.user()
        + ", database "
        + connectionTarget.database();
  }
}
