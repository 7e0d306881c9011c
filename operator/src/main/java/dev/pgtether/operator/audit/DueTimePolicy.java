package dev.pgtether.operator.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When the next audit is due. Every time is moved a little by chance, so that audits that began
 * together (a restarted operator, a restarted server) drift apart.
 */
final class DueTimePolicy {

  private static final Duration FIRST_RETRY_DELAY = Duration.ofSeconds(2);

  /** Of an interval, in both directions; of a back-off, downwards. */
  private static final double JITTER = 0.1;

  private static final int MAX_DOUBLINGS = 16;

  private final Duration minimumInterval;
  private final RandomGenerator random;

  /**
   * @param minimumInterval no interval is shorter, whatever a spec says
   */
  DueTimePolicy(Duration minimumInterval, RandomGenerator random) {
    this.minimumInterval = minimumInterval;
    this.random = random;
  }

  /** After an audit that succeeded: an interval from its begin. */
  Instant afterSuccess(Instant startedAt, Duration interval) {
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    return startedAt.plus(scaled(atLeastMinimum(interval), factor));
  }

  /**
   * After {@code failures} in a row: 2 s, doubled each time, never longer than the interval, so
   * that what was repaired is noticed within one.
   *
   * @param notBefore what the failure itself asks for
   */
  Instant afterFailure(Instant endedAt, int failures, Duration interval, Duration notBefore) {
    long doubled = 1L << Math.min(Math.max(0, failures - 1), MAX_DOUBLINGS);
    Duration backOff = FIRST_RETRY_DELAY.multipliedBy(doubled);
    Duration maximum = atLeastMinimum(interval);
    Duration delay = backOff.compareTo(maximum) < 0 ? backOff : maximum;
    Duration jittered = scaled(delay, 1 - JITTER * random.nextDouble());
    return endedAt.plus(jittered.compareTo(notBefore) > 0 ? jittered : notBefore);
  }

  private Duration atLeastMinimum(Duration interval) {
    return interval.compareTo(minimumInterval) > 0 ? interval : minimumInterval;
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }
}
