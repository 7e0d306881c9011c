package dev.pgtether.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.api.ConnectionAuditStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WritingTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATELY = NOW.minus(Duration.ofSeconds(59));
  private static final Instant LONG_AGO = NOW.minus(Duration.ofSeconds(60));

  @Test
  void whatIsWrittenAlreadyIsNotWrittenAgain() {
    assertThat(Writing.isDue(status("a", "10:00"), status("a", "10:00"), LONG_AGO, NOW)).isFalse();
  }

  @Test
  void somethingNewIsWrittenAtOnce() {
    assertThat(Writing.isDue(status(1, "a", "10:00"), status(2, "a", "10:01"), NOW, NOW)).isTrue();
    assertThat(Writing.isDue(null, status("a", null), null, NOW)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void theTimeAndWhatSingleSessionsDoIsWrittenOnceAMinute(String line) {
    ConnectionAuditStatus before = status("a", "10:00");
    ConnectionAuditStatus next = status(line, "10:01");
    assertThat(Writing.isDue(before, next, LATELY, NOW)).isFalse();
    assertThat(Writing.isDue(before, next, LONG_AGO, NOW)).isTrue();
  }

  @Test
  void whatAnotherReplicaWroteIsBroughtUpToDateAtOnce() {
    assertThat(Writing.isDue(status("a", "10:00"), status("a", "10:01"), null, NOW)).isTrue();
  }

  private static ConnectionAuditStatus status(String line, @Nullable String audited) {
    return status(1, line, audited);
  }

  private static ConnectionAuditStatus status(
      long generation, String line, @Nullable String audited) {
    return new ConnectionAuditStatus(
        generation,
        List.of(),
        audited,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        List.of(line));
  }
}
