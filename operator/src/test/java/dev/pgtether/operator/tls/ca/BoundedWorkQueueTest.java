package dev.pgtether.operator.tls.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundedWorkQueueTest {

  @Test
  void what_comes_while_too_many_wait_is_dropped_and_later_there_is_room_again() throws Exception {
    try (BoundedWorkQueue boundedWorkQueue = new BoundedWorkQueue(1, 3)) {
      // Given
      CountDownLatch gate = new CountDownLatch(1);
      List<CompletableFuture<Void>> accepted = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        accepted.add(boundedWorkQueue.add(() -> pass(gate)).toCompletableFuture());
      }

      // When
      CompletableFuture<Void> fourth = boundedWorkQueue.add(() -> {}).toCompletableFuture();

      // Then
      assertThat(fourth).isCompletedExceptionally();
      gate.countDown();
      for (CompletableFuture<Void> one : accepted) {
        one.get(20, TimeUnit.SECONDS);
      }
      boundedWorkQueue.add(() -> {}).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  private static void pass(CountDownLatch gate) {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
