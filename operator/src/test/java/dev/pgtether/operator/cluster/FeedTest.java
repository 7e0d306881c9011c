package dev.pgtether.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.Watcher.Action;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A feed from an API server that answers as it is told. */
class FeedTest {
  private final Script script = new Script();
  private final Journal journal = new Journal();
  private final Pace pace =
      new Pace(Duration.ofSeconds(30), Duration.ofMillis(5), Duration.ofMillis(20));
  private final Feed<Pod, String> feed =
      new Feed<>(script, pod -> pod.getMetadata().getName(), journal, pace, InstantSource.system());

  @AfterEach
  void close() {
    feed.close();
  }

  @Test
  void all_pages_of_a_list_are_heard_as_one_and_changes_after_them() throws Exception {
    // Given
    script.pages = List.of(List.of("a", "b"), List.of("c"));
    // When
    feed.start();
    Opened watch = script.nextWatch();
    watch.tell(Action.ADDED, "d", "101");
    watch.tell(Action.DELETED, "a", "102");
    // Then
    await().until(() -> journal.lines.size() >= 3);
    assertThat(journal.lines).startsWith("listed [a, b, c]", "seen d", "gone a");
    assertThat(feed.hasListed()).isTrue();
    assertThat(watch.from()).isEqualTo("100");
  }

  @Test
  void a_watch_whose_time_is_over_goes_on_from_the_last_event_without_a_list() throws Exception {
    // Given
    feed.start();
    Opened first = script.nextWatch();
    await().atMost(Duration.ofSeconds(5)).until(() -> journal.lines.contains("alive"));
    first.tell(Action.MODIFIED, "a", "105");
    // When
    first.watcher().onClose(new WatcherException("Exhausted reconnects"));
    // Then
    assertThat(script.nextWatch().from()).isEqualTo("105");
    assertThat(script.lists).hasValue(1);
  }

  @Test
  void when_the_api_server_has_forgotten_where_the_watch_was_all_is_listed_anew() throws Exception {
    // Given
    feed.start();
    Opened first = script.nextWatch();
    // When
    KubernetesClientException gone =
        new KubernetesClientException(new StatusBuilder().withCode(410).build());
    first.watcher().onClose(new WatcherException("too old", gone));
    // Then
    assertThat(script.nextWatch().from()).isEqualTo("100");
    assertThat(script.lists).hasValue(2);
  }

  @Test
  void an_event_that_cannot_be_taken_in_is_not_lost_but_listed() throws Exception {
    // Given
    feed.start();
    Opened first = script.nextWatch();
    journal.failNext = true;
    // When
    first.tell(Action.ADDED, "d", "101");
    first.tell(Action.ADDED, "e", "102");
    // Then
    assertThat(script.nextWatch().from()).isEqualTo("100");
    assertThat(script.lists).hasValue(2);
    assertThat(journal.lines).doesNotContain("seen e");
  }

  @Test
  void an_api_server_that_is_away_is_asked_again_and_the_watch_goes_on_where_it_was()
      throws Exception {
    // Given
    feed.start();
    Opened first = script.nextWatch();
    first.tell(Action.ADDED, "d", "101");
    // When
    script.refusals = 3;
    first.watcher().onClose(new WatcherException("Exhausted reconnects"));
    // Then
    assertThat(script.nextWatch().from()).isEqualTo("101");
    assertThat(script.lists).hasValue(1);
  }

  @Test
  void a_closed_feed_asks_no_more() throws Exception {
    // Given
    feed.start();
    Opened watch = script.nextWatch();
    // When
    feed.close();
    // Then
    await().until(() -> watch.closed().get() == 1);
    assertThat(script.watches.poll(100, TimeUnit.MILLISECONDS)).isNull();
  }

  record Opened(String from, Watcher<Pod> watcher, AtomicInteger closed) {
    void tell(Action action, String name, String version) {
      watcher.eventReceived(action, pod(name, version));
    }
  }

  private static Pod pod(String name, String version) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }

  private static final class Script implements Source<Pod> {
    private final AtomicInteger lists = new AtomicInteger();
    private final BlockingQueue<Opened> watches = new LinkedBlockingQueue<>();
    private volatile List<List<String>> pages = List.of(List.of("a"));
    private volatile int refusals;

    @Override
    public String what() {
      return "pods";
    }

    @Override
    public KubernetesResourceList<Pod> list(ListOptions options) {
      String at = options.getContinue();
      int page = at == null ? 0 : Integer.parseInt(at);
      if (page == 0) {
        lists.incrementAndGet();
      }
      return new PodListBuilder()
          .withNewMetadata()
          .withResourceVersion("100")
          .withContinue(page + 1 < pages.size() ? String.valueOf(page + 1) : "")
          .endMetadata()
          .withItems(pages.get(page).stream().map(name -> pod(name, "1")).toList())
          .build();
    }

    @Override
    public Watch watch(ListOptions options, Watcher<Pod> watcher) {
      if (refusals > 0) {
        refusals--;
        throw new KubernetesClientException("connection refused");
      }
      Opened opened = new Opened(options.getResourceVersion(), watcher, new AtomicInteger());
      watches.add(opened);
      return () -> opened.closed().incrementAndGet();
    }

    private Opened nextWatch() throws InterruptedException {
      @Nullable Opened next = watches.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("a watch within 10 s").isNotNull();
      return next;
    }
  }

  private static final class Journal implements Sink<String> {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private volatile boolean failNext;

    @Override
    public void listed(Collection<String> all, Instant asked, Instant heard) {
      lines.add("listed " + all);
    }

    @Override
    public void seen(String thing, Instant at) {
      if (failNext) {
        failNext = false;
        throw new IllegalStateException("as told");
      }
      lines.add("seen " + thing);
    }

    @Override
    public void gone(String lastState, Instant at) {
      lines.add("gone " + lastState);
    }

    @Override
    public void alive(Instant at) {
      lines.add("alive");
    }
  }
}
