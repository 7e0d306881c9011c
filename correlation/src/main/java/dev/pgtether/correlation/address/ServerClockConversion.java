package dev.pgtether.correlation.address;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.MonotonicInterval;

/**
 * What the server's clock says, on the operator's. A2 read the server's clock with every row, at a
 * moment between two that the operator knows, so the difference of the clocks is measured anew with
 * each audit, to within the length of the reading.
 */
public final class ServerClockConversion {

  /** By how much either clock may have been set, by NTP for instance, since a backend began. */
  static final long MAX_CLOCK_STEP_MICROS = 1_000_000;

  private final long secondReadingBegan;
  private final long readNoEarlier;
  private final long readNoLater;

  public ServerClockConversion(MonotonicInterval secondReading, ClockReading clock) {
    secondReadingBegan = clock.epochMicrosAt(secondReading.beginNanos());
    readNoEarlier = secondReadingBegan - MAX_CLOCK_STEP_MICROS;
    readNoLater = clock.epochMicrosAt(secondReading.endNanos()) + MAX_CLOCK_STEP_MICROS;
  }

  /** A moment on the operator's clock, µs since the epoch: no earlier and no later. */
  public record TimeBounds(long earliest, long latest) {

    /** Surely not before {@code micros}. */
    public boolean isNotBefore(long micros) {
      return earliest >= micros;
    }

    /** Surely not after {@code micros}. */
    boolean isNotAfter(long micros) {
      return latest <= micros;
    }
  }

  /** When A2 began, on the operator's clock. */
  long secondReadingBegan() {
    return secondReadingBegan;
  }

  /** When {@code backend} began. */
  public TimeBounds onOperatorClock(Backend backend) {
    return onOperatorClock(backend, backend.id().startMicros());
  }

  /** What the server calls {@code serverMicros} in {@code backend}'s row. */
  TimeBounds onOperatorClock(Backend backend, long serverMicros) {
    long age = backend.readAtMicros() - serverMicros;
    return new TimeBounds(readNoEarlier - age, readNoLater - age);
  }
}
