package dev.pgtether.operator.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Lists one kind of thing once, then watches it from there on; lists anew only when the API server
 * no longer knows what has changed since.
 *
 * <p>The client's own informers keep every object whole, and hide what the index has to know: when
 * the last sign of life came, and whether there was a gap.
 *
 * @param <R> the thing as the API has it
 * @param <T> what is kept of it
 */
public final class Reflector<R extends HasMetadata, T> implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Reflector.class.getName());

  /** Things to a page: what the API server sends, and this process holds whole, at once. */
  private static final long PAGE_SIZE = 500;

  /** What a new watch has to catch up with comes at once. */
  private static final Duration CATCH_UP_TIME = Duration.ofSeconds(2);

  /** After so many tries even a server that is only starting up would have answered. */
  private static final int RELIST_AFTER_FAILURES = 20;

  private final ListerWatcher<R> listerWatcher;
  private final Function<R, T> toRecord;
  private final ResourceSink<T> resourceSink;
  private final WatchTiming timing;
  private final InstantSource clock;
  private final Thread thread;
  private volatile boolean listed;
  private volatile boolean closed;
  private int failures;
  private String resourceVersion = ""; // none: all is to be listed

  /**
   * @param toRecord must not throw: an odd object must not end the watch of all others
   */
  public Reflector(
      ListerWatcher<R> listerWatcher,
      Function<R, T> toRecord,
      ResourceSink<T> resourceSink,
      WatchTiming timing,
      InstantSource clock) {
    this.listerWatcher = listerWatcher;
    this.toRecord = toRecord;
    this.resourceSink = resourceSink;
    this.timing = timing;
    this.clock = clock;
    this.thread =
        Thread.ofVirtual().name("feed of " + listerWatcher.description()).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** What it feeds, for a person. */
  public String description() {
    return listerWatcher.description();
  }

  /** It has all that there is, or had it once. */
  public boolean hasListed() {
    return listed;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    try {
      while (!closed) {
        try {
          if (resourceVersion.isEmpty()) {
            list();
          }
          watch();
        } catch (RuntimeException e) {
          failed(e);
          Thread.sleep(jittered(timing.retryDelay(failures)));
        }
      }
    } catch (InterruptedException stopped) {
      // closed
    }
  }

  private void list() {
    Instant requestedAt = clock.instant();
    List<T> all = new ArrayList<>();
    String listedAt = list(all);
    resourceSink.listed(all, requestedAt, clock.instant());
    resourceVersion = listedAt;
    listed = true;
  }

  /** Hears of all changes since {@link #resourceVersion} until the watch's time is over. */
  private void watch() throws InterruptedException {
    Instant requestedAt = clock.instant();
    WatchSession<R, T> watchSession =
        new WatchSession<>(toRecord, resourceSink, clock, resourceVersion);
    boolean caughtUp;
    Watch watch = listerWatcher.watch(watchFrom(resourceVersion), watchSession);
    try {
      caughtUp = watchSession.staysOpenFor(CATCH_UP_TIME);
      if (caughtUp) {
        resourceSink.caughtUpTo(requestedAt);
        recovered();
        watchSession.staysOpenFor(timing.timeout().plus(CATCH_UP_TIME));
      }
    } finally {
      watch.close();
      resourceVersion = watchSession.resumeVersion();
    }
    watchSession.throwIfFailed();
    if (!caughtUp && !resourceVersion.isEmpty()) {
      throw new KubernetesClientException("the watch ended as soon as it began");
    }
  }

  private String list(List<T> all) {
    String next = "";
    String resourceVersion;
    do {
      ListOptions options =
          new ListOptionsBuilder()
              .withLimit(PAGE_SIZE)
              .withContinue(next.isEmpty() ? null : next)
              .build();
      KubernetesResourceList<R> page = listerWatcher.list(options);
      page.getItems().forEach(thing -> all.add(toRecord.apply(thing)));
      resourceVersion = page.getMetadata().getResourceVersion();
      String continueToken = page.getMetadata().getContinue();
      next = continueToken == null ? "" : continueToken;
    } while (!next.isEmpty() && !closed);
    return resourceVersion;
  }

  private ListOptions watchFrom(String resourceVersion) {
    return new ListOptionsBuilder()
        .withResourceVersion(resourceVersion)
        .withAllowWatchBookmarks(true)
        .withTimeoutSeconds(timing.timeout().toSeconds())
        .build();
  }

  private void recovered() {
    if (failures > 0) {
      LOG.log(
          Level.INFO,
          "The watch of {0} works again after {1} failed tries.",
          listerWatcher.description(),
          failures);
    }
    failures = 0;
  }

  private void failed(RuntimeException e) {
    failures++;
    if (failures % RELIST_AFTER_FAILURES == 0
        || (e instanceof KubernetesClientException refused && isClientError(refused))) {
      resourceVersion = "";
    }
    if (failures != 1) {
      LOG.log(
          Level.DEBUG,
          () -> "Listing or watching %s failed again".formatted(listerWatcher.description()),
          e);
    } else if (e instanceof KubernetesClientException refused && refused.getCode() == 403) {
      LOG.log(
          Level.WARNING,
          "The API server does not let this account list and watch {0}: {1}. Pods are not told apart"
              + " until it may; the chart's ClusterRole has the rule. It is tried again.",
          listerWatcher.description(),
          e.getMessage());
    } else {
      LOG.log(
          Level.WARNING,
          "Listing or watching {0} failed: {1}. It is tried again; until then no younger connection"
              + " is matched with a pod by its address.",
          listerWatcher.description(),
          e.getMessage());
    }
  }

  /** The server has answered, and will not answer otherwise when asked again. */
  private static boolean isClientError(KubernetesClientException refused) {
    return refused.getCode() >= 400 && refused.getCode() < 500 && refused.getCode() != 429;
  }

  private static Duration jittered(Duration pause) {
    return pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 4 + 1));
  }
}
