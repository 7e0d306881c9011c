package dev.pgtether.database;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import dev.pgtether.database.failure.PrintableText;
import dev.pgtether.database.sql.SessionSettings;
import dev.pgtether.database.sql.UnexpectedResultException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * The first words with whoever answered, before anything is set: is it a PostgreSQL that can be
 * audited, and is it that PostgreSQL itself?
 *
 * <p>A transaction pooler would keep our settings for the application whose turn is next, and a
 * read-only session is not what that application expects.
 */
final class ServerPreflightCheck {

  static final int OLDEST_SUPPORTED = 14;
  static final int NEWEST_TESTED = 18;

  private ServerPreflightCheck() {}

  /**
   * @throws DatabaseFailure when it is none, too old, or not the process that the connection was
   *     opened to
   */
  static void check(PgConnection connection, ConnectionTarget connectionTarget)
      throws SQLException {
    int major = major(connection.getParameterStatus("server_version"));
    if (major < OLDEST_SUPPORTED) {
      throw new DatabaseFailure(
          Problem.UNSUPPORTED_VERSION,
          connectionTarget.hostAndPort()
              + " says that it is PostgreSQL "
              + version(connection)
              + "; audits need 14 or newer",
          "upgrade the server: 13 and older get no fixes any more");
    }
    int announcedPid = connection.getBackendPID(); // BackendKeyData, at login
    int backendPid = servingBackendPid(connection);
    if (announcedPid != backendPid) {
      throw poolerInPath(
          connectionTarget,
          "the connection was opened to process "
              + announcedPid
              + " and is served by "
              + backendPid);
    }
  }

  static DatabaseFailure poolerInPath(ConnectionTarget connectionTarget, String evidence) {
    return new DatabaseFailure(
        Problem.POOLER_IN_PATH,
        "a connection pooler or proxy answers at "
            + connectionTarget.hostAndPort()
            + ", not PostgreSQL itself: "
            + evidence,
        "give the host and port of PostgreSQL itself, not the pooler's (often 5432 instead of 6432)");
  }

  private static int servingBackendPid(PgConnection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout((int) SessionSettings.STATEMENT_TIMEOUT.toSeconds());
      try (ResultSet row = statement.executeQuery("select pg_catalog.pg_backend_pid()")) {
        if (!row.next()) {
          throw new UnexpectedResultException("it does not say which process serves the session");
        }
        return row.getInt(1);
      }
    }
  }

  private static String version(PgConnection connection) {
    String version = connection.getParameterStatus("server_version");
    return version == null ? "(no version)" : PrintableText.of(version, 40);
  }

  /** {@code 16} of {@code 16.15 (Debian 16.15-1)}, {@code 19devel}; 0 when there is none. */
  private static int major(@Nullable String version) {
    int major = 0;
    for (int i = 0; version != null && i < Math.min(4, version.length()); i++) {
      int digit = Character.digit(version.charAt(i), 10);
      if (digit < 0) {
        break;
      }
      major = 10 * major + digit;
    }
    return major;
  }
}
