package dev.pgtether.database.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResponseMemoryBudgetTest {

  private final ResponseMemoryBudget memory = new ResponseMemoryBudget(100);
  private final AtomicInteger cutOff = new AtomicInteger();
  private final ResponseMemoryBudget.Reservation greedy =
      memory.newReservation(cutOff::incrementAndGet);
  private final ResponseMemoryBudget.Reservation modest =
      memory.newReservation(() -> cutOff.addAndGet(1000));

  @Test
  void the_largest_reservation_is_revoked_for_a_small_one() {
    // Given
    assertThat(greedy.reserve(95)).isTrue();

    // When
    boolean taken = modest.reserve(10);

    // Then
    assertThat(taken).isTrue();
    assertThat(cutOff).hasValue(1);
    assertThat(greedy.reserve(1)).isFalse();
    assertThat(memory.reservedBytes()).isEqualTo(10);
  }

  @Test
  void the_largest_reservation_gets_no_more_memory() {
    // Given
    assertThat(modest.reserve(10)).isTrue();
    assertThat(greedy.reserve(90)).isTrue();

    // Then
    assertThat(greedy.reserve(1)).isFalse();
    assertThat(cutOff).hasValue(0);
  }

  @Test
  void no_reservation_is_revoked_for_one_as_large() {
    // Given
    assertThat(greedy.reserve(60)).isTrue();

    // Then
    assertThat(modest.reserve(60)).isFalse();
    assertThat(cutOff).hasValue(0);
    assertThat(modest.reserve(40)).isTrue();
  }

  @Test
  void released_memory_is_available_to_others() {
    // Given
    assertThat(greedy.reserve(100)).isTrue();

    // When
    greedy.releaseAll();

    // Then
    assertThat(memory.reservedBytes()).isZero();
    assertThat(modest.reserve(100)).isTrue();
  }
}
