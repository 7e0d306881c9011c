package dev.pgtether.operator.agents.trust;

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
class ExpectationsTest {

  private final Set<String> withAgents = ConcurrentHashMap.newKeySet();
  private final AtomicInteger looks = new AtomicInteger();

  private Expectations expectations(int most, Duration patience) {
    return new Expectations(
        () -> {
          looks.incrementAndGet();
          return Set.copyOf(withAgents);
        },
        most,
        patience);
  }

  @Test
  void what_somebody_says_counts_once_a_pod_is_there() throws Exception {
    try (Expectations expectations = expectations(10, Duration.ofSeconds(15))) {
      // Given
      CompletableFuture<Void> shop = expectations.expect("shop").toCompletableFuture();
      CompletableFuture<Void> victim = expectations.expect("victim").toCompletableFuture();

      // When
      withAgents.add("shop");

      // Then
      shop.get(10, TimeUnit.SECONDS);
      assertThat(victim).isNotDone();
    }
  }

  @Test
  void where_no_pod_comes_nothing_follows_and_nobody_looks_any_longer() throws Exception {
    try (Expectations expectations = expectations(10, Duration.ofMillis(100))) {
      // Given
      CompletableFuture<Void> victim = expectations.expect("victim").toCompletableFuture();

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
    try (Expectations expectations = expectations(2, Duration.ofSeconds(15))) {
      // Given
      CompletableFuture<Void> first = expectations.expect("made-up-1").toCompletableFuture();
      expectations.expect("made-up-2");

      // Then
      assertThat(expectations.expect("made-up-3").toCompletableFuture()).isCompletedExceptionally();
      assertThat(expectations.expect("made-up-1")).isSameAs(first);
    }
  }
}
