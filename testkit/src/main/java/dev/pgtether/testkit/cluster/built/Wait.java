package dev.pgtether.testkit.cluster.built;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for something to become true, with a limit. */
public record Wait(Duration limit) {
  private static final long STEP = 50;

  public static Wait atMost(Duration limit) {
    return new Wait(limit);
  }

  /**
   * Asks every 50 ms.
   *
   * @param what a sentence that is false so far, for the error
   * @throws ClusterException when it is still false at the end
   */
  public void until(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new ClusterException(
            "waited %d s in vain until %s".formatted(limit.toSeconds(), what));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while waiting", e);
    }
  }
}
