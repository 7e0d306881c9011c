package dev.pgtether.sidecar.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void the_wait_stays_within_a_bound_that_doubles_up_to20_seconds() {
    for (int seed = 0; seed < 1_000; seed++) {
      Backoff backoff = new Backoff(Pace.USUAL, new Random(seed));
      for (int bound : new int[] {2, 4, 8, 16, 20, 20, 20}) {
        assertThat(backoff.next(Duration.ZERO)).isBetween(Duration.ZERO, Duration.ofSeconds(bound));
      }
      backoff.succeeded();
      assertThat(backoff.next(Duration.ZERO)).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }
  }

  @Test
  void a_long_outage_does_not_end_the_doubling_in_an_overflow() {
    Backoff backoff = new Backoff(Pace.USUAL, new Random(1));
    for (int failure = 0; failure < 100_000; failure++) {
      assertThat(backoff.next(Duration.ZERO)).isBetween(Duration.ZERO, Duration.ofSeconds(20));
    }
  }

  @Test
  void ten_thousand_agents_that_lose_their_operator_come_back_spread_over_its_first_seconds() {
    // When
    int[] perTenthOfASecond = new int[20];
    IntStream.range(0, 10_000)
        .mapToObj(agent -> new Backoff(Pace.USUAL, new SplittableRandom(agent)).next(Duration.ZERO))
        .forEach(wait -> perTenthOfASecond[(int) Math.min(19, wait.toMillis() / 100)]++);
    // Then
    assertThat(Arrays.stream(perTenthOfASecond)).allMatch(count -> count > 250 && count < 900);
  }

  @Test
  void a_wish_is_waited_for_within_reason() {
    Backoff backoff = new Backoff(Pace.USUAL, new Random(1));
    assertThat(backoff.next(Duration.ofSeconds(30)))
        .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(32));
    assertThat(backoff.next(Duration.ofDays(30)))
        .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(2).plusSeconds(4));
  }
}
