package dev.pgtether.sidecar.exchange;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: anything up to a bound that doubles. Ten thousand
 * agents that lose one operator come back spread over its first seconds, not all at once.
 */
final class Backoff {

  /** What an operator may ask for at most. */
  private static final Duration LONGEST_WISH = Duration.ofMinutes(2);

  private final Pace pace;
  private final RandomGenerator random;
  private int failures;

  Backoff(Pace pace, RandomGenerator random) {
    this.pace = pace;
    this.random = random;
  }

  /** The wait after one more failure; {@code notBefore} is waited for, and spread, too. */
  Duration next(Duration notBefore) {
    Duration bound = pace.firstRetry().multipliedBy(1L << Math.min(failures, 10));
    failures++;
    Duration spread = bound.compareTo(pace.longestRetry()) < 0 ? bound : pace.longestRetry();
    Duration wish = notBefore.compareTo(LONGEST_WISH) < 0 ? notBefore : LONGEST_WISH;
    return wish.plusNanos((long) (random.nextDouble() * spread.toNanos()));
  }

  void succeeded() {
    failures = 0;
  }
}
