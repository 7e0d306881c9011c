package dev.pgtether.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One watch, until its time is over.
 *
 * @param <R> the thing as the API has it
 * @param <T> what is kept of it
 */
final class Listening<R extends HasMetadata, T> implements Watcher<R> {

  private final Function<R, T> reduce;
  private final Sink<T> sink;
  private final InstantSource clock;
  private final CountDownLatch over = new CountDownLatch(1);
  private String version;
  private @Nullable RuntimeException disorder;

  /**
   * @param version from which on changes are told
   */
  Listening(Function<R, T> reduce, Sink<T> sink, InstantSource clock, String version) {
    this.version = version;
    this.reduce = reduce;
    this.sink = sink;
    this.clock = clock;
  }

  @Override
  public synchronized void eventReceived(Action action, R thing) {
    if (over.getCount() == 0) {
      return; // the next watch tells it again
    }
    try {
      switch (action) {
        case ADDED, MODIFIED -> sink.seen(reduce.apply(thing), clock.instant());
        case DELETED -> sink.gone(reduce.apply(thing), clock.instant());
        case BOOKMARK -> {
          // It brings its version; when it was sent is not known, for it may have waited.
        }
        case ERROR -> throw new IllegalStateException("the API server sent an error");
      }
      version = thing.getMetadata().getResourceVersion();
    } catch (RuntimeException e) {
      // The client logs what a watcher throws and goes on: the event would be lost.
      lost(e);
    }
  }

  /** The client may not open it again by itself, so this is how each watch ends. */
  @Override
  public synchronized void onClose(WatcherException cause) {
    if (cause.isHttpGone()) {
      version = "";
    }
    over.countDown();
  }

  @Override
  public void onClose() {
    over.countDown();
  }

  /** Waits; false when the watch is over before. */
  boolean goesOnFor(Duration time) throws InterruptedException {
    return !over.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** From where the next watch has to go on; empty when all must be listed anew. Ends this one. */
  synchronized String continueFrom() {
    over.countDown();
    return version;
  }

  /**
   * @throws RuntimeException what was thrown when an event was taken in
   */
  synchronized void requireOrderly() {
    if (disorder != null) {
      throw disorder;
    }
  }

  private void lost(RuntimeException e) {
    version = "";
    disorder = e;
    over.countDown();
  }
}
