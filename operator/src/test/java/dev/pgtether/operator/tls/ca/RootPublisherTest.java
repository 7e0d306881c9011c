package dev.pgtether.operator.tls.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RootPublisherTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");

  private final List<String> written = new ArrayList<>();
  private String refused = "";
  private String gone = "";
  private final RootPublisher rootPublisher =
      new RootPublisher(
          new RootPublication() {
            @Override
            public boolean toAgentsOf(String namespace, String bundle) {
              if (namespace.equals(refused)) {
                throw new IllegalStateException("configmaps is forbidden");
              }
              return written.add(namespace + "=" + bundle) && !namespace.equals(gone);
            }

            @Override
            public void toApiServer(String bundle) {}
          });

  @Test
  void every_namespace_with_agents_is_told_once_and_again_after_a_while() {
    assertThat(rootPublisher.publish("A", Set.of("shop", "bank"), START)).isTrue();
    assertThat(rootPublisher.publish("A", Set.of("shop", "bank"), START.plusSeconds(30))).isTrue();
    assertThat(written).containsExactlyInAnyOrder("shop=A", "bank=A");

    rootPublisher.publish("A", Set.of("shop"), START.plus(RootPublisher.AGAIN_AFTER));
    assertThat(written).hasSize(3).last().isEqualTo("shop=A");
  }

  @Test
  void another_root_is_told_at_once() {
    rootPublisher.publish("A", Set.of("shop"), START);
    rootPublisher.publish("AB", Set.of("shop"), START.plusSeconds(1));

    assertThat(written).containsExactly("shop=A", "shop=AB");
  }

  @Test
  void a_namespace_that_refuses_does_not_keep_the_roots_from_others() {
    // Given
    refused = "bank";

    // When, Then
    assertThat(rootPublisher.publish("A", Set.of("shop", "bank", "lab"), START)).isFalse();
    assertThat(written).containsExactlyInAnyOrder("shop=A", "lab=A");

    refused = "";
    assertThat(rootPublisher.publish("A", Set.of("shop", "bank", "lab"), START)).isTrue();
    assertThat(written).hasSize(3).last().isEqualTo("bank=A");
  }

  @Test
  void a_namespace_whose_last_agent_went_and_came_back_is_told_again() {
    rootPublisher.publish("A", Set.of("shop"), START);
    rootPublisher.publish("A", Set.of(), START.plusSeconds(30));
    rootPublisher.publish("A", Set.of("shop"), START.plusSeconds(60));

    assertThat(written).containsExactly("shop=A", "shop=A");
  }

  @Test
  void a_namespace_that_is_not_there_is_not_remembered() {
    // Given
    gone = "made-up";
    rootPublisher.publishTo("made-up", "A", START);

    // When
    gone = "";
    rootPublisher.publishTo("made-up", "A", START);
    rootPublisher.publishTo("made-up", "A", START);

    // Then
    assertThat(written).containsExactly("made-up=A", "made-up=A");
  }
}
