package dev.pgtether.correlation.fact;

/**
 * The interval on a monotonic clock within which something was read: not earlier, not later.
 *
 * @param beginNanos {@code CLOCK_MONOTONIC}, in nanoseconds from an arbitrary origin
 * @param endNanos the same clock; not before {@code beginNanos}
 */
public record MonotonicInterval(long beginNanos, long endNanos) {

  public MonotonicInterval {
    if (endNanos - beginNanos < 0) {
      throw new IllegalArgumentException(
          "an interval ends before it begins: " + beginNanos + " to " + endNanos);
    }
  }

  /** This interval ended before {@code other} began. */
  public boolean isBefore(MonotonicInterval other) {
    return other.beginNanos - endNanos >= 0;
  }

  /** This interval on another clock, which is ahead by {@code leastNanos} to {@code mostNanos}. */
  MonotonicInterval shifted(long leastNanos, long mostNanos) {
    return new MonotonicInterval(beginNanos + leastNanos, endNanos + mostNanos);
  }
}
