package dev.pgtether.operator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DueTimePolicyTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final DueTimePolicy dueTimePolicy =
      new DueTimePolicy(Duration.ofSeconds(10), new Random(1));

  @Test
  void an_audit_follows_an_interval_after_the_begin_of_the_last_give_or_take_a_tenth() {
    for (int i = 0; i < 1_000; i++) {
      Duration wait = Duration.between(NOW, dueTimePolicy.afterSuccess(NOW, INTERVAL));
      assertThat(wait).isBetween(Duration.ofSeconds(27), Duration.ofSeconds(33));
    }
  }

  @Test
  void audits_that_began_together_drift_apart() {
    assertThat(dueTimePolicy.afterSuccess(NOW, INTERVAL))
        .isNotEqualTo(dueTimePolicy.afterSuccess(NOW, INTERVAL));
  }

  @Test
  void no_interval_is_shorter_than_the_installation_allows() {
    Instant next = dueTimePolicy.afterSuccess(NOW, Duration.ofSeconds(1));
    assertThat(Duration.between(NOW, next)).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void a_failure_is_tried_again_soon_then_ever_later_but_never_later_than_an_interval() {
    Duration previous = Duration.ZERO;
    for (int failures = 1; failures <= 100; failures++) {
      // When
      Duration wait =
          Duration.between(NOW, dueTimePolicy.afterFailure(NOW, failures, INTERVAL, Duration.ZERO));

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
  void a_failure_that_asks_for_more_time_gets_it() {
    Instant next = dueTimePolicy.afterFailure(NOW, 1, INTERVAL, Duration.ofMinutes(2));
    assertThat(next).isEqualTo(NOW.plus(Duration.ofMinutes(2)));
  }
}
