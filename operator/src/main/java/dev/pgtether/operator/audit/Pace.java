package dev.pgtether.operator.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When the next audit is due. Every time is moved a little by chance, so that audits that began
 * together (a restarted operator, a restarted server) drift apart.
 */
final class Pace {

  private static final Duration FIRST_RETRY = Duration.ofSeconds(2);

  /** Of an interval, in both directions; of a back-off, downwards. */
  private static final double JITTER = 0.1;

  private static final int MOST_DOUBLINGS = 16;

  private final Duration shortest;
  private final RandomGenerator chance;

  /**
   * @param shortest no interval is shorter, whatever a spec says
   */
  Pace(Duration shortest, RandomGenerator chance) {
    this.shortest = shortest;
    this.chance = chance;
  }

  /** After an audit that succeeded: an interval from its begin. */
  Instant afterSuccess(Instant begun, Duration interval) {
    double factor = 1 + JITTER * (2 * chance.nextDouble() - 1);
    return begun.plus(scaled(atLeastShortest(interval), factor));
  }

  /**
   * After {@code failures} in a row: 2 s, doubled each time, never longer than the interval, so
   * that what was repaired is noticed within one.
   *
   * @param notBefore what the failure itself asks for
   */
  Instant afterFailure(Instant ended, int failures, Duration interval, Duration notBefore) {
    long doubled = 1L << Math.min(Math.max(0, failures - 1), MOST_DOUBLINGS);
    Duration backOff = FIRST_RETRY.multipliedBy(doubled);
    Duration longest = atLeastShortest(interval);
    Duration pause = backOff.compareTo(longest) < 0 ? backOff : longest;
    Duration jittered = scaled(pause, 1 - JITTER * chance.nextDouble());
    return ended.plus(jittered.compareTo(notBefore) > 0 ? jittered : notBefore);
  }

  private Duration atLeastShortest(Duration interval) {
    return interval.compareTo(shortest) > 0 ? interval : shortest;
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }
}
