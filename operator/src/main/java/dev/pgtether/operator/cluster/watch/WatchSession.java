package dev.pgtether.operator.cluster.watch;

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
final class WatchSession<R extends HasMetadata, T> implements Watcher<R> {

  private final Function<R, T> toRecord;
  private final ResourceSink<T> resourceSink;
  private final InstantSource clock;
  private final CountDownLatch ended = new CountDownLatch(1);
  private String resourceVersion;
  private @Nullable RuntimeException failure;

  /**
   * @param resourceVersion from which on changes are told
   */
  WatchSession(
      Function<R, T> toRecord,
      ResourceSink<T> resourceSink,
      InstantSource clock,
      String resourceVersion) {
    this.resourceVersion = resourceVersion;
    this.toRecord = toRecord;
    this.resourceSink = resourceSink;
    this.clock = clock;
  }

  @Override
  public synchronized void eventReceived(Action action, R resource) {
    if (ended.getCount() == 0) {
      return; // the next watch tells it again
    }
    try {
      switch (action) {
        case ADDED, MODIFIED -> resourceSink.upserted(toRecord.apply(resource), clock.instant());
        case DELETED -> resourceSink.deleted(toRecord.apply(resource), clock.instant());
        case BOOKMARK -> {
          // It brings its version; when it was sent is not known, for it may have waited.
        }
        case ERROR -> throw new IllegalStateException("the API server sent an error");
      }
      resourceVersion = resource.getMetadata().getResourceVersion();
    } catch (RuntimeException e) {
      // The client logs what a watcher throws and goes on: the event would be lost.
      fail(e);
    }
  }

  /** The client may not open it again by itself, so this is how each watch ends. */
  @Override
  public synchronized void onClose(WatcherException cause) {
    if (cause.isHttpGone()) {
      resourceVersion = "";
    }
    ended.countDown();
  }

  @Override
  public void onClose() {
    ended.countDown();
  }

  /** Waits; false when the watch is over before. */
  boolean staysOpenFor(Duration time) throws InterruptedException {
    return !ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** From where the next watch has to go on; empty when all must be listed anew. Ends this one. */
  synchronized String resumeVersion() {
    ended.countDown();
    return resourceVersion;
  }

  /**
   * @throws RuntimeException what was thrown when an event was taken in
   */
  synchronized void throwIfFailed() {
    if (failure != null) {
      throw failure;
    }
  }

  private void fail(RuntimeException e) {
    resourceVersion = "";
    failure = e;
    ended.countDown();
  }
}
