package dev.pgtether.operator.kubernetes.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.api.ConnectionAuditStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusWritePolicyTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATELY = NOW.minus(Duration.ofSeconds(59));
  private static final Instant LONG_AGO = NOW.minus(Duration.ofSeconds(60));

  @Test
  void what_is_written_already_is_not_written_again() {
    assertThat(StatusWritePolicy.isDue(status("a", "10:00"), status("a", "10:00"), LONG_AGO, NOW))
        .isFalse();
  }

  @Test
  void something_new_is_written_at_once() {
    assertThat(StatusWritePolicy.isDue(status(1, "a", "10:00"), status(2, "a", "10:01"), NOW, NOW))
        .isTrue();
    assertThat(StatusWritePolicy.isDue(null, status("a", null), null, NOW)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void the_time_and_what_single_sessions_do_is_written_once_a_minute(String line) {
    ConnectionAuditStatus before = status("a", "10:00");
    ConnectionAuditStatus next = status(line, "10:01");
    assertThat(StatusWritePolicy.isDue(before, next, LATELY, NOW)).isFalse();
    assertThat(StatusWritePolicy.isDue(before, next, LONG_AGO, NOW)).isTrue();
  }

  @Test
  void what_another_replica_wrote_is_brought_up_to_date_at_once() {
    assertThat(StatusWritePolicy.isDue(status("a", "10:00"), status("a", "10:01"), null, NOW))
        .isTrue();
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
