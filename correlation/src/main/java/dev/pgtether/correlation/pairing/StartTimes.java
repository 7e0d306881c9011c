package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.MonotonicInterval;

/**
 * What the server's clock says, on the operator's. A2 read the server's clock with every row, at a
 * moment between two that the operator knows, so the difference of the clocks is measured anew with
 * each audit, to within the length of the reading.
 */
final class StartTimes {

  /** By how much either clock may have been set, by NTP for instance, since a backend began. */
  static final long STEP_MICROS = 1_000_000;

  private final long beforeReading;
  private final long readNoEarlier;
  private final long readNoLater;

  StartTimes(MonotonicInterval secondReading, ClockReading clock) {
    beforeReading = clock.epochMicrosAt(secondReading.beginNanos());
    readNoEarlier = beforeReading - STEP_MICROS;
    readNoLater = clock.epochMicrosAt(secondReading.endNanos()) + STEP_MICROS;
  }

  /** A moment on the operator's clock, µs since the epoch: no earlier and no later. */
  record Moment(long earliest, long latest) {

    /** Surely not before {@code micros}. */
    boolean isSince(long micros) {
      return earliest >= micros;
    }

    /** Surely not after {@code micros}. */
    boolean isUntil(long micros) {
      return latest <= micros;
    }
  }

  /** When A2 began, on the operator's clock. */
  long operatorsBeforeReading() {
    return beforeReading;
  }

  /** When {@code backend} began. */
  Moment of(Backend backend) {
    return of(backend, backend.id().startMicros());
  }

  /** What the server calls {@code serverMicros} in {@code backend}'s row. */
  Moment of(Backend backend, long serverMicros) {
    long age = backend.readAtMicros() - serverMicros;
    return new Moment(readNoEarlier - age, readNoLater - age);
  }
}
