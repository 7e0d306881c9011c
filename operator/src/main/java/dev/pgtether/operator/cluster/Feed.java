package dev.pgtether.operator.cluster;

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
final class Feed<R extends HasMetadata, T> implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Feed.class.getName());

  /** Things to a page: what the API server sends, and this process holds whole, at once. */
  private static final long PAGE = 500;

  /** What a new watch has to catch up with comes at once. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** After so many tries even a server that is only starting up would have answered. */
  private static final int PATIENCE = 20;

  private final Source<R> source;
  private final Function<R, T> reduce;
  private final Sink<T> sink;
  private final Pace pace;
  private final InstantSource clock;
  private final Thread thread;
  private volatile boolean listed;
  private volatile boolean closed;
  private int failures;
  private String version = ""; // none: all is to be listed

  /**
   * @param reduce must not throw: an odd object must not end the watch of all others
   */
  Feed(Source<R> source, Function<R, T> reduce, Sink<T> sink, Pace pace, InstantSource clock) {
    this.source = source;
    this.reduce = reduce;
    this.sink = sink;
    this.pace = pace;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("feed of " + source.what()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** What it feeds, for a person. */
  String what() {
    return source.what();
  }

  /** It has all that there is, or had it once. */
  boolean hasListed() {
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
          if (version.isEmpty()) {
            list();
          }
          watch();
        } catch (RuntimeException e) {
          failed(e);
          Thread.sleep(jittered(pace.pause(failures)));
        }
      }
    } catch (InterruptedException stopped) {
      // closed
    }
  }

  private void list() {
    Instant asked = clock.instant();
    List<T> all = new ArrayList<>();
    String listedAt = list(all);
    sink.listed(all, asked, clock.instant());
    version = listedAt;
    listed = true;
  }

  /** Hears of all changes since {@link #version} until the watch's time is over. */
  private void watch() throws InterruptedException {
    Instant asked = clock.instant();
    Listening<R, T> listening = new Listening<>(reduce, sink, clock, version);
    boolean settled;
    Watch watch = source.watch(watchFrom(version), listening);
    try {
      settled = listening.goesOnFor(SETTLING);
      if (settled) {
        sink.alive(asked);
        working();
        listening.goesOnFor(pace.timeout().plus(SETTLING));
      }
    } finally {
      watch.close();
      version = listening.continueFrom();
    }
    listening.requireOrderly();
    if (!settled && !version.isEmpty()) {
      throw new KubernetesClientException("the watch ended as soon as it began");
    }
  }

  private String list(List<T> all) {
    String next = "";
    String version;
    do {
      ListOptions options =
          new ListOptionsBuilder()
              .withLimit(PAGE)
              .withContinue(next.isEmpty() ? null : next)
              .build();
      KubernetesResourceList<R> page = source.list(options);
      page.getItems().forEach(thing -> all.add(reduce.apply(thing)));
      version = page.getMetadata().getResourceVersion();
      String more = page.getMetadata().getContinue();
      next = more == null ? "" : more;
    } while (!next.isEmpty() && !closed);
    return version;
  }

  private ListOptions watchFrom(String version) {
    return new ListOptionsBuilder()
        .withResourceVersion(version)
        .withAllowWatchBookmarks(true)
        .withTimeoutSeconds(pace.timeout().toSeconds())
        .build();
  }

  private void working() {
    if (failures > 0) {
      LOG.log(
          Level.INFO,
          "The watch of {0} works again after {1} failed tries.",
          source.what(),
          failures);
    }
    failures = 0;
  }

  private void failed(RuntimeException e) {
    failures++;
    if (failures % PATIENCE == 0
        || (e instanceof KubernetesClientException refused && isOurs(refused))) {
      version = "";
    }
    if (failures != 1) {
      LOG.log(Level.DEBUG, () -> "Listing or watching %s failed again".formatted(source.what()), e);
    } else if (e instanceof KubernetesClientException refused && refused.getCode() == 403) {
      LOG.log(
          Level.WARNING,
          "The API server does not let this account list and watch {0}: {1}. Pods are not told apart"
              + " until it may; the chart's ClusterRole has the rule. It is tried again.",
          source.what(),
          e.getMessage());
    } else {
      LOG.log(
          Level.WARNING,
          "Listing or watching {0} failed: {1}. It is tried again; until then no younger connection"
              + " is matched with a pod by its address.",
          source.what(),
          e.getMessage());
    }
  }

  /** The server has answered, and will not answer otherwise when asked again. */
  private static boolean isOurs(KubernetesClientException refused) {
    return refused.getCode() >= 400 && refused.getCode() < 500 && refused.getCode() != 429;
  }

  private static Duration jittered(Duration pause) {
    return pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 4 + 1));
  }
}
