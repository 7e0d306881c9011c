package dev.pgtether.database;

import dev.pgtether.database.DatabaseFailure.Problem;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server itself gave as its reason: by SQLSTATE, and by the routine that raised it where
 * one SQLSTATE has several reasons; texts may be translated.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error
 *     codes</a>
 */
final class ServerDiagnosis {

  private final Target target;

  ServerDiagnosis(Target target) {
    this.target = target;
  }

  DatabaseFailure ofOpening(ServerErrorMessage said) {
    String state = String.valueOf(said.getSQLState());
    return switch (state) {
      case "28P01" -> refusedLogin(said, passwordAdvice());
      case "28000" -> ofAuthorization(said);
      case "3D000" ->
          failure(
              Problem.NO_SUCH_DATABASE,
              said,
              "name one that exists, for instance /postgres; an audit sees the whole server from any of them");
      case "08P01" ->
          failure(
              Problem.NOT_POSTGRES,
              said,
              "check that this is PostgreSQL's own port, not that of a pooler or proxy");
      default -> ofAnyTime(said, "could not log in to");
    };
  }

  /** Reasons that can come at any time of a session. */
  DatabaseFailure ofAnyTime(ServerErrorMessage said, String tried) {
    String state = String.valueOf(said.getSQLState());
    return switch (state) {
      case "53300" ->
          failure(
              Problem.SLOTS_EXHAUSTED,
              said,
              tried,
              "end a session or wait; a superuser still gets in by superuser_reserved_connections, from 16 a role with"
                  + " pg_use_reserved_connections too");
      case "42501" ->
          failure(
              Problem.RIGHT_MISSING,
              said,
              tried,
              "grant " + target.user() + " CONNECT on the database and pg_monitor");
      case "57P03" ->
          failure(
              Problem.STARTING_UP,
              said,
              tried,
              "wait until the server takes connections, then try again");
      case "57P01", "57P02", "57P04", "57P05" ->
          failure(
              Problem.SHUTTING_DOWN,
              said,
              tried,
              "try again; the server's log says who ended the session or stopped it");
      case "57014", "55P03" ->
          failure(
              Problem.QUERY_TIMEOUT,
              said,
              tried,
              "try again; the server is overloaded or a system catalog is locked");
      default -> failure(Problem.BAD_ANSWER, said, tried, "see the server's log for this moment");
    };
  }

  /** The server wants a password or a method that this side does not have or give. */
  DatabaseFailure methodNotPossible() {
    String message = "could not log in to " + place() + ": ";
    if (target.password() == null) {
      return new DatabaseFailure(
          Problem.AUTHENTICATION,
          message + "the server asks for a password, and none was given",
          passwordAdvice());
    }
    return new DatabaseFailure(
        Problem.METHOD_NOT_ALLOWED,
        message
            + "the server asks for a method that is not allowed here ("
            + target.authentication().methods()
            + ")",
        target.tls().mode() == Tls.Mode.DISABLE
            ? "a password in clear text goes through TLS only: use sslmode=verify-full, or scram-sha-256 in pg_hba.conf"
            : "use scram-sha-256 in pg_hba.conf, or allow the method with require_auth");
  }

  /**
   * 28000 stands for pg_hba.conf (ClientAuthentication in auth.c), a role that cannot log in, and
   * certificates.
   */
  private DatabaseFailure ofAuthorization(ServerErrorMessage said) {
    if (!"ClientAuthentication".equals(said.getRoutine())) {
      return refusedLogin(said, "check the role's name, its LOGIN right, and the server's log");
    }
    if (target.tls().mode() == Tls.Mode.DISABLE) {
      return failure(
          Problem.TLS_REQUIRED_BY_SERVER,
          said,
          "leave sslmode=disable out: pg_hba.conf lets nobody in from here without TLS, or not this role at all");
    }
    return refusedLogin(
        said,
        "have a line added to pg_hba.conf for this role, database and address, and the server reloaded");
  }

  private DatabaseFailure refusedLogin(ServerErrorMessage said, String advice) {
    return failure(Problem.AUTHENTICATION, said, advice);
  }

  private String passwordAdvice() {
    Password password = target.password();
    String remark = target.passwordRemark();
    if (password != null) {
      return "check the role and the " + password;
    }
    return (remark == null ? "" : remark + "; ") + "give it in PGPASSWORD or ~/.pgpass";
  }

  private DatabaseFailure failure(Problem problem, ServerErrorMessage said, String advice) {
    return failure(problem, said, "could not log in to", advice);
  }

  private DatabaseFailure failure(
      Problem problem, ServerErrorMessage said, String tried, String advice) {
    return new DatabaseFailure(
        problem, tried + " " + place() + ": the server says: " + words(said.getMessage()), advice);
  }

  private static String words(@Nullable String message) {
    return message == null ? "nothing" : PlainText.of(message, 300);
  }

  private String place() {
    return target.hostAndPort() + " as " + target.user() + ", database " + target.database();
  }
}
