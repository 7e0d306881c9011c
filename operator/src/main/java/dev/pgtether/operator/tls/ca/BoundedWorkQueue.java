package dev.pgtether.operator.tls.ca;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Work that others ask for: so much is done at once, so much waits, and more is dropped. Anybody
 * who reaches the webhook can ask.
 */
final class BoundedWorkQueue implements AutoCloseable {

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("publication-", 0).factory());
  private final Semaphore working;
  private final Semaphore accepted;

  /**
   * @param most that are at work or wait
   */
  BoundedWorkQueue(int atOnce, int most) {
    this.working = new Semaphore(atOnce);
    this.accepted = new Semaphore(most);
  }

  /** Does it soon; fails at once with IllegalStateException when too many wait. */
  CompletionStage<Void> add(Runnable work) {
    if (!accepted.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("too many publications wait; dropped"));
    }
    return CompletableFuture.runAsync(() -> inTurn(work), threads)
        .whenComplete((done, failure) -> accepted.release());
  }

  private void inTurn(Runnable work) {
    try {
      working.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopping", e);
    }
    try {
      work.run();
    } finally {
      working.release();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
