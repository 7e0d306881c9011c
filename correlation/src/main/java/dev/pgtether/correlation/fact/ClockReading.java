package dev.pgtether.correlation.fact;

/**
 * Two clocks of this process, read at one moment.
 *
 * @param monotonicNanos the clock of every {@link MonotonicInterval} of an audit
 * @param epochMicros the wall clock, µs since the epoch
 */
public record ClockReading(long monotonicNanos, long epochMicros) {

  /** What the wall clock said, or would have said, at {@code nanos} of the monotonic clock. */
  public long epochMicrosAt(long nanos) {
    return epochMicros - (monotonicNanos - nanos) / 1_000;
  }
}
