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
 * Lists one kind of thing, watches it, and does so again when the watch is lost.
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

  private final Source<R> source;
  private final Function<R, T> reduce;
  private final Sink<T> sink;
  private final Pace pace;
  private final InstantSource clock;
  private final Thread thread;
  private volatile boolean listed;
  private volatile boolean closed;
  private int failures;

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
    while (!closed) {
      try {
        follow();
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException e) {
        failed(e);
      }
      try {
        Thread.sleep(jittered(pace.pause(Math.max(1, failures))));
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  /** From a list to the end of its watch. */
  private void follow() throws InterruptedException {
    Instant asked = clock.instant();
    List<T> all = new ArrayList<>();
    String version = list(all);
    sink.listed(all, asked, clock.instant());
    listed = true;
    Listening<R, T> listening = new Listening<>(reduce, sink, clock);
    Watch watch = source.watch(watchFrom(version), listening);
    try {
      working();
      listening.awaitEnd(pace.silence());
    } finally {
      watch.close();
    }
    LOG.log(
        Level.DEBUG,
        "The watch of {0} ended: {1}. It is listed anew.",
        source.what(),
        listening.end());
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

  private static Duration jittered(Duration pause) {
    return pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 4 + 1));
  }
}
