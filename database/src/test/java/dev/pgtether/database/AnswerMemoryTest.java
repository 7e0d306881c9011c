package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswerMemoryTest {

  private final AnswerMemory memory = new AnswerMemory(100);
  private final AtomicInteger cutOff = new AtomicInteger();
  private final AnswerMemory.Share greedy = memory.share(cutOff::incrementAndGet);
  private final AnswerMemory.Share modest = memory.share(() -> cutOff.addAndGet(1000));

  @Test
  void whoHoldsMostIsCutOffForWhoNeedsLittle() {
    // Given
    assertThat(greedy.take(95)).isTrue();

    // When
    boolean taken = modest.take(10);

    // Then
    assertThat(taken).isTrue();
    assertThat(cutOff).hasValue(1);
    assertThat(greedy.take(1)).isFalse();
    assertThat(memory.taken()).isEqualTo(10);
  }

  @Test
  void whoHoldsMostGetsNoMore() {
    // Given
    assertThat(modest.take(10)).isTrue();
    assertThat(greedy.take(90)).isTrue();

    // Then
    assertThat(greedy.take(1)).isFalse();
    assertThat(cutOff).hasValue(0);
  }

  @Test
  void nobodyIsCutOffForSomebodyWhoWantsAsMuch() {
    // Given
    assertThat(greedy.take(60)).isTrue();

    // Then
    assertThat(modest.take(60)).isFalse();
    assertThat(cutOff).hasValue(0);
    assertThat(modest.take(40)).isTrue();
  }

  @Test
  void whatIsGivenBackIsThereForOthers() {
    // Given
    assertThat(greedy.take(100)).isTrue();

    // When
    greedy.leave();

    // Then
    assertThat(memory.taken()).isZero();
    assertThat(modest.take(100)).isTrue();
  }
}
