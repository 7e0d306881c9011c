package dev.pgtether.operator.tls.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ExpectedAgentNamespacesTest {

  private final Set<String> withAgents = ConcurrentHashMap.newKeySet();
  private final AtomicInteger looks = new AtomicInteger();

  private ExpectedAgentNamespaces expectations(int most, Duration patience) {
    return new ExpectedAgentNamespaces(
        () -> {
          looks.incrementAndGet();
          return Set.copyOf(withAgents);
        },
        most,
        patience);
  }

  @Test
  void what_somebody_says_counts_once_a_pod_is_there() throws Exception {
    try (ExpectedAgentNamespaces expectedAgentNamespaces =
        expectations(10, Duration.ofSeconds(15))) {
      // Given
      CompletableFuture<Void> shop = expectedAgentNamespaces.expect("shop").toCompletableFuture();
      CompletableFuture<Void> victim =
          expectedAgentNamespaces.expect("victim").toCompletableFuture();

      // When
      withAgents.add("shop");

      // Then
      shop.get(10, TimeUnit.SECONDS);
      assertThat(victim).isNotDone();
    }
  }

  @Test
  void where_no_pod_comes_nothing_follows_and_nobody_looks_any_longer() throws Exception {
    try (ExpectedAgentNamespaces expectedAgentNamespaces =
        expectations(10, Duration.ofMillis(100))) {
      // Given
      CompletableFuture<Void> victim =
          expectedAgentNamespaces.expect("victim").toCompletableFuture();

      // Then
      assertThatThrownBy(() -> victim.get(10, TimeUnit.SECONDS))
          .hasMessageContaining("no pod with an agent");
      Thread.sleep(100);
      int before = looks.get();
      Thread.sleep(200);
      assertThat(looks).hasValue(before);
    }
  }

  @Test
  void made_up_namespaces_do_not_pile_up() {
    try (ExpectedAgentNamespaces expectedAgentNamespaces =
        expectations(2, Duration.ofSeconds(15))) {
      // Given
      CompletableFuture<Void> first =
          expectedAgentNamespaces.expect("made-up-1").toCompletableFuture();
      expectedAgentNamespaces.expect("made-up-2");

      // Then
      assertThat(expectedAgentNamespaces.expect("made-up-3").toCompletableFuture())
          .isCompletedExceptionally();
      assertThat(expectedAgentNamespaces.expect("made-up-1")).isSameAs(first);
    }
  }
}
