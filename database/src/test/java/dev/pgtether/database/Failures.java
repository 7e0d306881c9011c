package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every failure has to be, whatever its reason. */
final class Failures {

  private Failures() {}

  /** The failure of opening {@code target}, which has to fail. */
  static DatabaseFailure ofOpening(Target target) {
    DatabaseFailure failure =
        catchThrowableOfType(DatabaseFailure.class, () -> ServerSession.open(target).close());
    assertThat(failure).as("a failure to open " + target).isNotNull();
    return fit(failure, target);
  }

  /** The failure of reading {@code session}, which has to fail. */
  static DatabaseFailure ofReading(ServerSession session, Target target) {
    DatabaseFailure failure = catchThrowableOfType(DatabaseFailure.class, session::read);
    assertThat(failure).as("a failure to read").isNotNull();
    return fit(failure, target);
  }

  private static DatabaseFailure fit(DatabaseFailure failure, Target target) {
    assertThat(failure.getMessage()).contains(target.host());
    assertThat(failure.getMessage())
        .hasSizeLessThan(600)
        .matches(text -> PlainText.isPlain(text), "fit for a terminal");
    assertThat(failure.advice())
        .isNotBlank()
        .matches(text -> PlainText.isPlain(text), "fit for a terminal");
    assertThat(failure.getStackTrace()).isEmpty();
    if (target.password() != null) {
      assertThat(failure.getMessage() + failure.advice()).doesNotContain(target.password().value());
    }
    return failure;
  }
}
