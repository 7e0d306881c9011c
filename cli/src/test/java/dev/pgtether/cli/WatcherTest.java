package dev.pgtether.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.cli.Watcher.Episode;
import dev.pgtether.database.DatabaseFailure;
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
  void auditsAtIntervalsAndEndsAfterTheCount() throws InterruptedException {
    int exitCode = watch(3, WatcherTest::seen);
    assertThat(exitCode).isEqualTo(ExitCode.COMPLETE);
    assertThat(episodes).hasSize(3).allMatch(Episode.Seen.class::isInstance);
    assertThat(pauses).containsExactly(INTERVAL, INTERVAL);
  }

  @Test
  void theLastAuditDecidesTheExitCode() throws InterruptedException {
    assertThat(watch(2, WatcherTest::seen, () -> Audits.of(1))).isEqualTo(ExitCode.INCOMPLETE);
  }

  @Test
  void aFirstAuditThatCannotBeMadeIsAnError() {
    try (RefusingServer server = new RefusingServer("28P01", "password authentication failed")) {
      assertThatThrownBy(() -> watch(3, server::fail)).isInstanceOf(DatabaseFailure.class);
      assertThat(episodes).isEmpty();
    }
  }

  @Test
  void aServerWithoutFreeSlotsIsWaitedForFromTheStart() throws InterruptedException {
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
  void troubleTellsSinceWhenAndPausesGrowUpToABound() throws InterruptedException {
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
  void afterASuccessThePausesBeginAnew() throws InterruptedException {
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
  void aVoidAuditIsTroubleToo() throws InterruptedException {
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
  void aFaultIsNotHiddenByGoingOn() {
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
