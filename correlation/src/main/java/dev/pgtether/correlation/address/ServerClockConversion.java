package dev.pgtether.correlation.address;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.MonotonicInterval;

/**
 * Converts times of the server's clock to the operator's clock, with bounds. A2 reads the server's
 * clock with every row, between two moments of the operator's clock. So each audit measures the
 * difference of the clocks, as exactly as the reading was short.
 */
public final class ServerClockConversion {

  /**
   * By how much either clock may have been set since a backend started, for example by NTP, in µs.
   */
  static final long MAX_CLOCK_STEP_MICROS = 1_000_000;

  private final long secondReadingBeganMicros;
  private final long readNoEarlier;
  private final long readNoLater;

  public ServerClockConversion(MonotonicInterval secondReading, ClockReading clock) {
    secondReadingBeganMicros = clock.epochMicrosAt(secondReading.beginNanos());
    readNoEarlier = secondReadingBeganMicros - MAX_CLOCK_STEP_MICROS;
    readNoLater = clock.epochMicrosAt(secondReading.endNanos()) + MAX_CLOCK_STEP_MICROS;
  }

  /**
   * The earliest and the latest moment that a time can be, in µs since the epoch on the operator's
   * clock.
   */
  public record TimeBounds(long earliest, long latest) {

    /** The moment is at or after {@code micros}, at every moment within the bounds. */
    public boolean isNotBefore(long micros) {
      return earliest >= micros;
    }

    /** The moment is at or before {@code micros}, at every moment within the bounds. */
    boolean isNotAfter(long micros) {
      return latest <= micros;
    }
  }

  /** When A2 began, in µs since the epoch on the operator's clock. */
  long secondReadingBeganMicros() {
    return secondReadingBeganMicros;
  }

  /** When {@code backend} started ({@code backend_start}). */
  public TimeBounds startOf(Backend backend) {
    return onOperatorClock(backend, backend.id().startMicros());
  }

  /**
   * The time {@code serverMicros} of the server's clock.
   *
   * @param backend the row that gave the time
   */
  TimeBounds onOperatorClock(Backend backend, long serverMicros) {
    long age = backend.readAtMicros() - serverMicros;
    return new TimeBounds(readNoEarlier - age, readNoLater - age);
  }
}
