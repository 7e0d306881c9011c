package dev.pgtether.testkit.cluster.built;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessMarkTest {

  @Test
  void kills_the_process_it_marks_and_no_other_of_the_same_number() throws IOException {
    // Given
    Process process = new ProcessBuilder("sleep", "60").start();
    ProcessId mark = ProcessId.of(process.pid()).orElseThrow();
    ProcessId earlier = new ProcessId(mark.pid(), mark.start() - 1);
    // When
    earlier.kill(Duration.ofSeconds(1));
    // Then
    assertThat(mark.isAlive()).isTrue();
    // When
    mark.kill(Duration.ofSeconds(10));
    // Then
    assertThat(mark.isAlive()).isFalse();
  }
}
