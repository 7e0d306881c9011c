package dev.pgtether.correlation.fact;

/**
 * The monotonic clock and the wall clock of this process, read at the same moment.
 *
 * @param monotonicNanos the clock of every {@link MonotonicInterval} of an audit, in ns
 * @param epochMicros the wall clock, in µs since the epoch
 */
public record ClockReading(long monotonicNanos, long epochMicros) {

  /** The wall-clock time, in µs since the epoch, at {@code nanos} of the monotonic clock. */
  public long epochMicrosAt(long nanos) {
    return epochMicros - (monotonicNanos - nanos) / 1_000;
  }
}
