package dev.pgtether.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.cluster.Pods.UnpulledAgent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpulledAgentsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant FORGOTTEN = NOW.plus(UnpulledAgent.REMEMBERED).plusMillis(1);

  private final PodLedger ledger = new PodLedger(new Owners(), new Tombstones(3));
  private final Sink<PodRecord> feed = ledger.feed();

  @ParameterizedTest
  @ValueSource(strings = {"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull"})
  void a_pod_that_waits_for_its_agents_image_is_known_in_its_own_namespace_alone(String reason) {
    // When
    feed.seen(pod("checkout", reason).kept(), NOW);
    // Then
    assertThat(held("shop", FORGOTTEN)).contains(new UnpulledAgent("checkout", reason));
    assertThat(held("other", NOW)).isEmpty();
  }

  @Test
  void neither_an_image_that_is_being_pulled_nor_an_agent_by_hand_is_held_against_others() {
    // When
    feed.seen(pod("new", "PodInitializing").kept(), NOW);
    feed.seen(pod("hand", "ErrImagePull").byHand().kept(), NOW);
    feed.seen(pod("over", "ErrImagePull").phase("Failed").kept(), NOW);
    // Then
    assertThat(held("shop", NOW)).isEmpty();
  }

  @Test
  void a_deleted_one_is_remembered_for_its_successor() {
    // Given
    feed.seen(pod("checkout", "ErrImagePull").kept(), NOW);
    // When
    feed.gone(pod("checkout", "ErrImagePull").kept(), NOW);
    // Then
    assertThat(held("shop", FORGOTTEN.minusMillis(1))).isPresent();
    assertThat(held("shop", FORGOTTEN)).isEmpty();
  }

  @Test
  void once_one_has_started_those_that_were_deleted_are_forgotten() {
    // Given
    feed.seen(pod("first", "ErrImagePull").kept(), NOW);
    feed.seen(pod("second", "ErrImagePull").kept(), NOW);
    feed.seen(pod("third", "ErrImagePull").kept(), NOW);
    feed.gone(pod("first", "ErrImagePull").kept(), NOW);
    // When
    feed.seen(pod("second", null).kept(), NOW);
    // Then
    assertThat(held("shop", NOW)).map(UnpulledAgent::pod).contains("third");
    feed.seen(pod("third", null).kept(), NOW);
    assertThat(held("shop", NOW)).isEmpty();
  }

  @Test
  void one_that_vanished_while_nobody_watched_is_remembered_too() {
    // Given
    feed.seen(pod("checkout", "ErrImagePull").kept(), NOW);
    // When
    feed.listed(List.of(), NOW, NOW);
    // Then
    assertThat(held("shop", FORGOTTEN.minusMillis(1))).isPresent();
    assertThat(held("shop", FORGOTTEN)).isEmpty();
  }

  private Optional<UnpulledAgent> held(String namespace, Instant at) {
    return ledger.unpulled().in(namespace, at);
  }

  private static TestPod pod(String name, @Nullable String waitsFor) {
    return TestPod.named(name, NOW).phase("Pending").agent(waitsFor);
  }
}
