package dev.pgtether.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One watch, until it ends or falls silent.
 *
 * @param <R> the thing as the API has it
 * @param <T> what is kept of it
 */
final class Listening<R extends HasMetadata, T> implements Watcher<R> {

  private final Function<R, T> reduce;
  private final Sink<T> sink;
  private final InstantSource clock;
  private final Semaphore signs = new Semaphore(0);
  private volatile @Nullable String end;

  Listening(Function<R, T> reduce, Sink<T> sink, InstantSource clock) {
    this.reduce = reduce;
    this.sink = sink;
    this.clock = clock;
  }

  @Override
  public synchronized void eventReceived(Action action, R thing) {
    if (end != null) {
      return; // the next list may have been taken already
    }
    try {
      switch (action) {
        case ADDED, MODIFIED -> sink.seen(reduce.apply(thing), clock.instant());
        case DELETED -> sink.gone(reduce.apply(thing), clock.instant());
        case BOOKMARK -> sink.alive(clock.instant());
        case ERROR -> ended("the API server sent an error");
      }
      signs.release();
    } catch (RuntimeException e) {
      // The client logs what a watcher throws and goes on: the event would be lost.
      ended("an event could not be taken in: " + e);
    }
  }

  @Override
  public void onClose(WatcherException cause) {
    ended(String.valueOf(cause.getMessage()));
  }

  @Override
  public void onClose() {
    ended("closed");
  }

  /** Why it is over. */
  String end() {
    String why = end;
    return why == null ? "it goes on" : why;
  }

  /**
   * Returns when the watch is over.
   *
   * @param silence without any sign of life, after which it is taken for dead
   */
  void awaitEnd(Duration silence) throws InterruptedException {
    while (end == null) {
      if (!signs.tryAcquire(silence.toMillis(), TimeUnit.MILLISECONDS)) {
        ended("no sign of life for " + silence.toSeconds() + " s");
      }
      signs.drainPermits();
    }
  }

  private synchronized void ended(String why) {
    if (end == null) {
      end = why;
    }
    signs.release();
  }
}
