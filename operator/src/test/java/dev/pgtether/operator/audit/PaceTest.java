package dev.pgtether.operator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Pace pace = new Pace(Duration.ofSeconds(10), new Random(1));

  @Test
  void anAuditFollowsAnIntervalAfterTheBeginOfTheLastGiveOrTakeATenth() {
    for (int i = 0; i < 1_000; i++) {
      Duration wait = Duration.between(NOW, pace.afterSuccess(NOW, INTERVAL));
      assertThat(wait).isBetween(Duration.ofSeconds(27), Duration.ofSeconds(33));
    }
  }

  @Test
  void auditsThatBeganTogetherDriftApart() {
    assertThat(pace.afterSuccess(NOW, INTERVAL)).isNotEqualTo(pace.afterSuccess(NOW, INTERVAL));
  }

  @Test
  void noIntervalIsShorterThanTheInstallationAllows() {
    Instant next = pace.afterSuccess(NOW, Duration.ofSeconds(1));
    assertThat(Duration.between(NOW, next)).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void aFailureIsTriedAgainSoonThenEverLaterButNeverLaterThanAnInterval() {
    Duration previous = Duration.ZERO;
    for (int failures = 1; failures <= 100; failures++) {
      // When
      Duration wait =
          Duration.between(NOW, pace.afterFailure(NOW, failures, INTERVAL, Duration.ZERO));

      // Then
      Duration expected = Duration.ofSeconds(Math.min(30, 1L << Math.min(failures, 10)));
      assertThat(wait).isBetween(expected.multipliedBy(9).dividedBy(10), expected);
      if (failures <= 4) {
        assertThat(wait).isGreaterThan(previous);
      }
      previous = wait;
    }
  }

  @Test
  void aFailureThatAsksForMoreTimeGetsIt() {
    Instant next = pace.afterFailure(NOW, 1, INTERVAL, Duration.ofMinutes(2));
    assertThat(next).isEqualTo(NOW.plus(Duration.ofMinutes(2)));
  }
}
