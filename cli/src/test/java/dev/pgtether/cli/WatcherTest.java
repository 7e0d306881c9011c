package dev.pgtether.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.cli.Watcher.Episode;
import dev.pgtether.database.failure.DatabaseFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatcherTest {

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final List<Duration> pauses = new ArrayList<>();
  private final List<Episode> episodes = new ArrayList<>();
  private Instant now = Audits.NOW;

  @Test
  void audits_at_intervals_and_ends_after_the_count() throws InterruptedException {
    int exitCode = watch(3, WatcherTest::seen);
    assertThat(exitCode).isEqualTo(ExitCode.COMPLETE);
    assertThat(episodes).hasSize(3).allMatch(Episode.Seen.class::isInstance);
    assertThat(pauses).containsExactly(INTERVAL, INTERVAL);
  }

  @Test
  void the_last_audit_decides_the_exit_code() throws InterruptedException {
    assertThat(watch(2, WatcherTest::seen, () -> Audits.of(1))).isEqualTo(ExitCode.INCOMPLETE);
  }

  @Test
  void a_first_audit_that_cannot_be_made_is_an_error() {
    try (RefusingServer server = new RefusingServer("28P01", "password authentication failed")) {
      assertThatThrownBy(() -> watch(3, server::fail)).isInstanceOf(DatabaseFailure.class);
      assertThat(episodes).isEmpty();
    }
  }

  @Test
  void a_server_without_free_slots_is_waited_for_from_the_start() throws InterruptedException {
    try (RefusingServer server = new RefusingServer("53300", "too many clients already")) {
      // When
      int exitCode = watch(4, server::fail, server::fail, server::fail, WatcherTest::seen);
      // Then
      assertThat(exitCode).isEqualTo(ExitCode.COMPLETE);
      assertThat(episodes.subList(0, 3)).allMatch(Episode.Trouble.class::isInstance);
      assertThat(episodes.get(3)).isInstanceOf(Episode.Seen.class);
    }
  }

  @Test
  void trouble_tells_since_when_and_pauses_grow_up_to_a_bound() throws InterruptedException {
    try (RefusingServer server = new RefusingServer("53300", "too many clients already")) {
      // When
      int exitCode = watch(9, WatcherTest::seen, server::fail);
      // Then
      assertThat(exitCode).isEqualTo(ExitCode.FAILED);
      assertThat(pauses)
          .containsExactly(
              INTERVAL,
              INTERVAL,
              INTERVAL,
              Duration.ofSeconds(4),
              Duration.ofSeconds(8),
              Duration.ofSeconds(16),
              Duration.ofSeconds(30),
              Duration.ofSeconds(30));
      Episode.Trouble last = (Episode.Trouble) episodes.getLast();
      assertThat(last.attempts()).isEqualTo(8);
      assertThat(last.since()).isEqualTo(Audits.NOW.plus(INTERVAL));
      assertThat(last.nextAt()).isEqualTo(now.plusSeconds(30));
    }
  }

  @Test
  void after_a_success_the_pauses_begin_anew() throws InterruptedException {
    try (RefusingServer server = new RefusingServer("57P03", "starting up")) {
      watch(
          6,
          server::fail,
          server::fail,
          server::fail,
          WatcherTest::seen,
          server::fail,
          WatcherTest::seen);
      assertThat(((Episode.Trouble) episodes.get(4)).attempts()).isEqualTo(1);
      assertThat(pauses.get(4)).isEqualTo(INTERVAL);
    }
  }

  @Test
  void a_void_audit_is_trouble_too() throws InterruptedException {
    watch(
        2,
        WatcherTest::seen,
        () -> {
          throw new CannotAudit("void", "past the pooler");
        });
    assertThat(episodes.getLast())
        .isInstanceOfSatisfying(
            Episode.Trouble.class,
            trouble -> assertThat(trouble.complaint().hint()).isEqualTo("past the pooler"));
  }

  @Test
  void a_fault_is_not_hidden_by_going_on() {
    assertThatThrownBy(
            () ->
                watch(
                    3,
                    WatcherTest::seen,
                    () -> {
                      throw new IllegalStateException("a fault");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Audited seen() {
    return Audits.complete();
  }

  private int watch(long count, FakeAuditor.Prepared... audits) throws InterruptedException {
    return new Watcher(
            new FakeAuditor(audits),
            INTERVAL,
            () -> now,
            pause -> {
              pauses.add(pause);
              now = now.plus(pause);
              return true;
            })
        .run(count, episodes::add);
  }
}
