package dev.pgtether.operator.cluster.watch;

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
class ReflectorTest {
  private final FakeListerWatcher fakeListerWatcher = new FakeListerWatcher();
  private final RecordingSink recordingSink = new RecordingSink();
  private final WatchTiming watchTiming =
      new WatchTiming(Duration.ofSeconds(30), Duration.ofMillis(5), Duration.ofMillis(20));
  private final Reflector<Pod, String> reflector =
      new Reflector<>(
          fakeListerWatcher,
          pod -> pod.getMetadata().getName(),
          recordingSink,
          watchTiming,
          InstantSource.system());

  @AfterEach
  void close() {
    reflector.close();
  }

  @Test
  void all_pages_of_a_list_arrive_as_one_and_changes_follow() throws Exception {
    // Given
    fakeListerWatcher.pages = List.of(List.of("a", "b"), List.of("c"));
    // When
    reflector.start();
    OpenedWatch watch = fakeListerWatcher.nextWatch();
    watch.tell(Action.ADDED, "d", "101");
    watch.tell(Action.DELETED, "a", "102");
    // Then
    await().until(() -> recordingSink.calls.size() >= 3);
    assertThat(recordingSink.calls).startsWith("listed [a, b, c]", "seen d", "gone a");
    assertThat(reflector.hasListed()).isTrue();
    assertThat(watch.from()).isEqualTo("100");
  }

  @Test
  void a_watch_whose_time_is_over_goes_on_from_the_last_event_without_a_list() throws Exception {
    // Given
    reflector.start();
    OpenedWatch first = fakeListerWatcher.nextWatch();
    await().atMost(Duration.ofSeconds(5)).until(() -> recordingSink.calls.contains("alive"));
    first.tell(Action.MODIFIED, "a", "105");
    // When
    first.watcher().onClose(new WatcherException("Exhausted reconnects"));
    // Then
    assertThat(fakeListerWatcher.nextWatch().from()).isEqualTo("105");
    assertThat(fakeListerWatcher.lists).hasValue(1);
  }

  @Test
  void when_the_api_server_has_forgotten_where_the_watch_was_all_is_listed_anew() throws Exception {
    // Given
    reflector.start();
    OpenedWatch first = fakeListerWatcher.nextWatch();
    // When
    KubernetesClientException gone =
        new KubernetesClientException(new StatusBuilder().withCode(410).build());
    first.watcher().onClose(new WatcherException("too old", gone));
    // Then
    assertThat(fakeListerWatcher.nextWatch().from()).isEqualTo("100");
    assertThat(fakeListerWatcher.lists).hasValue(2);
  }

  @Test
  void an_event_that_cannot_be_taken_in_is_not_lost_but_listed() throws Exception {
    // Given
    reflector.start();
    OpenedWatch first = fakeListerWatcher.nextWatch();
    recordingSink.failNext = true;
    // When
    first.tell(Action.ADDED, "d", "101");
    first.tell(Action.ADDED, "e", "102");
    // Then
    assertThat(fakeListerWatcher.nextWatch().from()).isEqualTo("100");
    assertThat(fakeListerWatcher.lists).hasValue(2);
    assertThat(recordingSink.calls).doesNotContain("seen e");
  }

  @Test
  void an_api_server_that_is_away_is_asked_again_and_the_watch_goes_on_where_it_was()
      throws Exception {
    // Given
    reflector.start();
    OpenedWatch first = fakeListerWatcher.nextWatch();
    first.tell(Action.ADDED, "d", "101");
    // When
    fakeListerWatcher.refusals = 3;
    first.watcher().onClose(new WatcherException("Exhausted reconnects"));
    // Then
    assertThat(fakeListerWatcher.nextWatch().from()).isEqualTo("101");
    assertThat(fakeListerWatcher.lists).hasValue(1);
  }

  @Test
  void a_closed_reflector_asks_no_more() throws Exception {
    // Given
    reflector.start();
    OpenedWatch watch = fakeListerWatcher.nextWatch();
    // When
    reflector.close();
    // Then
    await().until(() -> watch.closed().get() == 1);
    assertThat(fakeListerWatcher.watches.poll(100, TimeUnit.MILLISECONDS)).isNull();
  }

  record OpenedWatch(String from, Watcher<Pod> watcher, AtomicInteger closed) {
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

  private static final class FakeListerWatcher implements ListerWatcher<Pod> {
    private final AtomicInteger lists = new AtomicInteger();
    private final BlockingQueue<OpenedWatch> watches = new LinkedBlockingQueue<>();
    private volatile List<List<String>> pages = List.of(List.of("a"));
    private volatile int refusals;

    @Override
    public String description() {
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
      OpenedWatch openedWatch =
          new OpenedWatch(options.getResourceVersion(), watcher, new AtomicInteger());
      watches.add(openedWatch);
      return () -> openedWatch.closed().incrementAndGet();
    }

    private OpenedWatch nextWatch() throws InterruptedException {
      @Nullable OpenedWatch next = watches.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("a watch within 10 s").isNotNull();
      return next;
    }
  }

  private static final class RecordingSink implements ResourceSink<String> {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile boolean failNext;

    @Override
    public void listed(Collection<String> all, Instant requestedAt, Instant receivedAt) {
      calls.add("listed " + all);
    }

    @Override
    public void upserted(String thing, Instant at) {
      if (failNext) {
        failNext = false;
        throw new IllegalStateException("as told");
      }
      calls.add("seen " + thing);
    }

    @Override
    public void deleted(String lastState, Instant at) {
      calls.add("gone " + lastState);
    }

    @Override
    public void caughtUpTo(Instant at) {
      calls.add("alive");
    }
  }
}
