package dev.pgtether.database;

import dev.pgtether.database.DatabaseFailure.Problem;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why an open session could not be read. */
final class ReadingDiagnosis {

  private static final String ADVICE = "check that this is PostgreSQL itself, and see its log";

  private final Target target;

  ReadingDiagnosis(Target target) {
    this.target = target;
  }

  /**
   * @param refused why no more was read; null when nothing spoke against it
   * @param exceeded the time that ran out, which explains whatever else broke; null when none did
   */
  DatabaseFailure of(
      Exception failed, @Nullable RefusedAnswer refused, @Nullable Duration exceeded) {
    if (refused != null) {
      return refused(refused);
    }
    ServerErrorMessage said =
        failed instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
    if (said != null) {
      return new ServerDiagnosis(target).ofAnyTime(said, "could not read the activity of");
    }
    if (failed instanceof UnexpectedAnswer) {
      return new DatabaseFailure(
          Problem.BAD_ANSWER,
          target.hostAndPort() + " answered, but " + failed.getMessage(),
          ADVICE);
    }
    if (exceeded != null) {
      return timedOut("no whole answer", exceeded);
    }
    if (OpeningDiagnosis.has(failed, SocketTimeoutException.class)) {
      return timedOut("no answer", SessionSettings.SOCKET_TIMEOUT);
    }
    if (failed instanceof RuntimeException) {
      return new DatabaseFailure(
          Problem.BAD_ANSWER,
          target.hostAndPort()
              + " answered in an order that PostgreSQL never does ("
              + failed.getClass().getSimpleName()
              + ")",
          ADVICE);
    }
    return new DatabaseFailure(
        Problem.CONNECTION_LOST,
        "the connection to " + target.hostAndPort() + " broke",
        "the server was stopped, restarted or cut off: see its log, then try again");
  }

  private DatabaseFailure refused(RefusedAnswer refused) {
    String said = target.hostAndPort() + " " + refused.what() + ", and was cut off";
    return switch (refused.kind()) {
      case NOT_THE_PROTOCOL, NO_PROCESS -> new DatabaseFailure(Problem.BAD_ANSWER, said, ADVICE);
      case TOO_MUCH -> new DatabaseFailure(Problem.ANSWER_TOO_LARGE, said, ADVICE);
      case NO_MEMORY ->
          new DatabaseFailure(
              Problem.ANSWER_TOO_LARGE,
              said,
              "try again; if it stays so, give this process more memory, or it fewer servers that answer so much");
    };
  }

  private DatabaseFailure timedOut(String got, Duration within) {
    return new DatabaseFailure(
        Problem.QUERY_TIMEOUT,
        target.hostAndPort() + " gave " + got + " within " + within.toSeconds() + " s",
        "check the server's load and the network to it, then try again",
        SessionSettings.GIVEN_UP);
  }
}
