package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.PrintableText;

/** What every failure has to be, whatever its reason. */
public final class FailureAssertions {

  private FailureAssertions() {}

  /** The failure of opening {@code target}, which has to fail. */
  static DatabaseFailure ofOpening(ConnectionTarget connectionTarget) {
    DatabaseFailure failure =
        catchThrowableOfType(
            DatabaseFailure.class, () -> ServerSession.open(connectionTarget).close());
    assertThat(failure).as("a failure to open " + connectionTarget).isNotNull();
    return checkMessage(failure, connectionTarget);
  }

  /** The failure of reading {@code session}, which has to fail. */
  public static DatabaseFailure ofReading(
      ServerSession session, ConnectionTarget connectionTarget) {
    DatabaseFailure failure = catchThrowableOfType(DatabaseFailure.class, session::read);
    assertThat(failure).as("a failure to read").isNotNull();
    return checkMessage(failure, connectionTarget);
  }

  private static DatabaseFailure checkMessage(
      DatabaseFailure failure, ConnectionTarget connectionTarget) {
    assertThat(failure.getMessage()).contains(connectionTarget.host());
    assertThat(failure.getMessage())
        .hasSizeLessThan(600)
        .matches(text -> PrintableText.isPlain(text), "fit for a terminal");
    assertThat(failure.advice())
        .isNotBlank()
        .matches(text -> PrintableText.isPlain(text), "fit for a terminal");
    assertThat(failure.getStackTrace()).isEmpty();
    if (connectionTarget.password() != null) {
      assertThat(failure.getMessage() + failure.advice())
          .doesNotContain(connectionTarget.password().value());
    }
    return failure;
  }
}
