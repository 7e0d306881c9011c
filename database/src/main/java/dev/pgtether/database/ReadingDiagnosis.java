package dev.pgtether.database;

import dev.pgtether.database.DatabaseFailure.Problem;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why an open session could not be read. */
final class ReadingDiagnosis {

  private final Target target;

  ReadingDiagnosis(Target target) {
    this.target = target;
  }

  /**
   * @param exceeded the time that ran out, which explains whatever else broke; null when none did
   */
  DatabaseFailure of(SQLException failed, @Nullable Duration exceeded) {
    ServerErrorMessage said =
        failed instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
    if (said != null) {
      return new ServerDiagnosis(target).ofAnyTime(said, "could not read the activity of");
    }
    if (failed instanceof UnexpectedAnswer) {
      return new DatabaseFailure(
          Problem.BAD_ANSWER,
          target.hostAndPort() + " answered, but " + failed.getMessage(),
          "check that this is PostgreSQL itself, and see its log");
    }
    if (exceeded != null) {
      return timedOut("no whole answer", exceeded);
    }
    if (OpeningDiagnosis.has(failed, SocketTimeoutException.class)) {
      return timedOut("no answer", SessionSettings.SOCKET_TIMEOUT);
    }
    return new DatabaseFailure(
        Problem.CONNECTION_LOST,
        "the connection to " + target.hostAndPort() + " broke",
        "the server was stopped, restarted or cut off: see its log, then try again");
  }

  private DatabaseFailure timedOut(String got, Duration within) {
    return new DatabaseFailure(
        Problem.QUERY_TIMEOUT,
        target.hostAndPort() + " gave " + got + " within " + within.toSeconds() + " s",
        "check the server's load and the network to it, then try again",
        SessionSettings.GIVEN_UP);
  }
}
