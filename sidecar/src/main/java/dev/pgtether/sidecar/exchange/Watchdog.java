package dev.pgtether.sidecar.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives everything on a socket a deadline. Socket timeouts are not enough: they begin anew with
 * each byte of a peer that drips, and do not hold for writing.
 */
final class Watchdog implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timer;

  Watchdog() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(null, task, "deadlines", 128 * 1024);
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Closes {@code socket} after {@code longest}, unless the watch has been closed by then. */
  Watch over(Closeable socket, Duration longest) {
    AtomicBoolean bitten = new AtomicBoolean();
    Future<?> bite =
        timer.schedule(
            () -> {
              bitten.set(true);
              closeQuietly(socket);
            },
            longest.toNanos(),
            TimeUnit.NANOSECONDS);
    return new Watch(bite, bitten);
  }

  static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException given) {
      // it is of no use any more, whatever close says
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One deadline. */
  static final class Watch implements AutoCloseable {

    private final Future<?> bite;
    private final AtomicBoolean bitten;

    private Watch(Future<?> bite, AtomicBoolean bitten) {
      this.bite = bite;
      this.bitten = bitten;
    }

    /** The deadline passed: what the socket said about being closed is not the cause. */
    boolean isLate() {
      return bitten.get();
    }

    @Override
    public void close() {
      bite.cancel(false);
    }
  }
}
