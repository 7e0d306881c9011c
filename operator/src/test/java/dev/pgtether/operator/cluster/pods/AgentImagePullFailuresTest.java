package dev.pgtether.operator.cluster.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.cluster.pods.PodDirectory.AgentImagePullFailure;
import dev.pgtether.operator.cluster.watch.ResourceSink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentImagePullFailuresTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant FORGOTTEN = NOW.plus(AgentImagePullFailure.REMEMBERED).plusMillis(1);

  private final PodIndex ledger = new PodIndex(new WorkloadResolver(), new TombstoneStore(3));
  private final ResourceSink<PodRecord> feed = ledger.newSink();

  @ParameterizedTest
  @ValueSource(strings = {"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull"})
  void a_pod_that_waits_for_its_agents_image_is_known_in_its_own_namespace_alone(String reason) {
    // When
    feed.upserted(pod("checkout", reason).toRecord(), NOW);
    // Then
    assertThat(held("shop", FORGOTTEN)).contains(new AgentImagePullFailure("checkout", reason));
    assertThat(held("other", NOW)).isEmpty();
  }

  @Test
  void neither_an_image_that_is_being_pulled_nor_an_agent_by_hand_is_held_against_others() {
    // When
    feed.upserted(pod("new", "PodInitializing").toRecord(), NOW);
    feed.upserted(pod("hand", "ErrImagePull").withoutInjectedAnnotation().toRecord(), NOW);
    feed.upserted(pod("over", "ErrImagePull").phase("Failed").toRecord(), NOW);
    // Then
    assertThat(held("shop", NOW)).isEmpty();
  }

  @Test
  void a_deleted_one_is_remembered_for_its_successor() {
    // Given
    feed.upserted(pod("checkout", "ErrImagePull").toRecord(), NOW);
    // When
    feed.deleted(pod("checkout", "ErrImagePull").toRecord(), NOW);
    // Then
    assertThat(held("shop", FORGOTTEN.minusMillis(1))).isPresent();
    assertThat(held("shop", FORGOTTEN)).isEmpty();
  }

  @Test
  void once_one_has_started_those_that_were_deleted_are_forgotten() {
    // Given
    feed.upserted(pod("first", "ErrImagePull").toRecord(), NOW);
    feed.upserted(pod("second", "ErrImagePull").toRecord(), NOW);
    feed.upserted(pod("third", "ErrImagePull").toRecord(), NOW);
    feed.deleted(pod("first", "ErrImagePull").toRecord(), NOW);
    // When
    feed.upserted(pod("second", null).toRecord(), NOW);
    // Then
    assertThat(held("shop", NOW)).map(AgentImagePullFailure::pod).contains("third");
    feed.upserted(pod("third", null).toRecord(), NOW);
    assertThat(held("shop", NOW)).isEmpty();
  }

  @Test
  void one_that_vanished_while_nobody_watched_is_remembered_too() {
    // Given
    feed.upserted(pod("checkout", "ErrImagePull").toRecord(), NOW);
    // When
    feed.listed(List.of(), NOW, NOW);
    // Then
    assertThat(held("shop", FORGOTTEN.minusMillis(1))).isPresent();
    assertThat(held("shop", FORGOTTEN)).isEmpty();
  }

  private Optional<AgentImagePullFailure> held(String namespace, Instant at) {
    return ledger.imagePullFailures().inNamespace(namespace, at);
  }

  private static TestPod pod(String name, @Nullable String waitsFor) {
    return TestPod.named(name, NOW).phase("Pending").agent(waitsFor);
  }
}
