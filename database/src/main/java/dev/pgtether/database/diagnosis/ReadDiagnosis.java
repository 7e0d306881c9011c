package dev.pgtether.database.diagnosis;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import dev.pgtether.database.protocol.RejectedResponseException;
import dev.pgtether.database.sql.SessionSettings;
import dev.pgtether.database.sql.UnexpectedResultException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Why an open session could not be read. */
public final class ReadDiagnosis {

  private static final String ADVICE = "check that this is PostgreSQL itself, and see its log";

  private final ConnectionTarget connectionTarget;

  public ReadDiagnosis(ConnectionTarget connectionTarget) {
    this.connectionTarget = connectionTarget;
  }

  /**
   * @param refused why no more was read; null when nothing spoke against it
   * @param exceededTimeout the time that ran out, which explains whatever else broke; null when
   *     none did
   */
  public DatabaseFailure of(
      Exception failed,
      @Nullable RejectedResponseException refused,
      @Nullable Duration exceededTimeout) {
    if (refused != null) {
      return ofRejection(refused);
    }
    ServerErrorMessage said =
        failed instanceof PSQLException driver ? driver.getServerErrorMessage() : null;
    if (said != null) {
      return new ServerErrorDiagnosis(connectionTarget)
          .ofError(said, "could not read the activity of");
    }
    if (failed instanceof UnexpectedResultException) {
      return new DatabaseFailure(
          Problem.BAD_ANSWER,
          connectionTarget.hostAndPort() + " answered, but " + failed.getMessage(),
          ADVICE);
    }
    if (exceededTimeout != null) {
      return timedOut("no whole answer", exceededTimeout);
    }
    if (ConnectDiagnosis.hasCause(failed, SocketTimeoutException.class)) {
      return timedOut("no answer", SessionSettings.SOCKET_TIMEOUT);
    }
    if (failed instanceof RuntimeException) {
      return new DatabaseFailure(
          Problem.BAD_ANSWER,
          connectionTarget.hostAndPort()
              + " answered in an order that PostgreSQL never does ("
              + failed.getClass().getSimpleName()
              + ")",
          ADVICE);
    }
    return new DatabaseFailure(
        Problem.CONNECTION_LOST,
        "the connection to " + connectionTarget.hostAndPort() + " broke",
        "the server was stopped, restarted or cut off: see its log, then try again");
  }

  private DatabaseFailure ofRejection(RejectedResponseException refused) {
    String said = connectionTarget.hostAndPort() + " " + refused.clause() + ", and was cut off";
    return switch (refused.reason()) {
      case PROTOCOL_VIOLATION, FORK_FAILED -> new DatabaseFailure(Problem.BAD_ANSWER, said, ADVICE);
      case TOO_LARGE -> new DatabaseFailure(Problem.ANSWER_TOO_LARGE, said, ADVICE);
      case OUT_OF_MEMORY ->
          new DatabaseFailure(
              Problem.ANSWER_TOO_LARGE,
              said,
              "try again; if it stays so, give this process more memory, or it fewer servers that answer so much");
    };
  }

  private DatabaseFailure timedOut(String received, Duration timeout) {
    return new DatabaseFailure(
        Problem.QUERY_TIMEOUT,
        connectionTarget.hostAndPort()
            + " gave "
            + received
            + " within "
            + timeout.toSeconds()
            + " s",
        "check the server's load and the network to it, then try again",
        SessionSettings.DEAD_CLIENT_TIMEOUT);
  }
}
