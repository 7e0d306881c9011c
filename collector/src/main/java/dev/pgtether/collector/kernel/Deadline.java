package dev.pgtether.collector.kernel;

import java.time.Duration;

/**
 * A moment on the monotonic clock after which a scan stops looking.
 *
 * @param nanoTime as {@link System#nanoTime()} counts
 */
public record Deadline(long nanoTime) {

  /**
   * {@code duration} from now; an absurdly long one is cut to a day, so that the clock cannot wrap.
   */
  public static Deadline in(Duration duration) {
    Duration bounded = duration.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : duration;
    return new Deadline(System.nanoTime() + bounded.toNanos());
  }

  public boolean hasPassed() {
    return System.nanoTime() - nanoTime >= 0;
  }

  /** What is left, in microseconds; at least 1, since the kernel takes 0 for "wait forever". */
  public long remainingMicros() {
    return Math.max(1, (nanoTime - System.nanoTime()) / 1000);
  }
}
