package dev.pgtether.testkit.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for something to become true, with a limit. */
public record ConditionWait(Duration limit) {
  private static final long POLL_MILLIS = 50;

  public static ConditionWait atMost(Duration limit) {
    return new ConditionWait(limit);
  }

  /**
   * Asks every 50 ms.
   *
   * @param what a sentence that is false so far, for the error
   * @throws TestEnvironmentException when it is still false at the end
   */
  public void until(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new TestEnvironmentException(
            "waited %d s in vain until %s".formatted(limit.toSeconds(), what));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TestEnvironmentException("interrupted while waiting", e);
    }
  }
}
