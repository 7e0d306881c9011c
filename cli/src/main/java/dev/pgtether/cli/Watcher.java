package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.database.failure.DatabaseFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Audits at intervals, and goes on when that fails: it keeps its one connection as long as it
 * lasts, and opens another only when the first is known to be gone.
 */
final class Watcher {

  /** Between two attempts to open a connection, at most. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** What one attempt came to. */
  sealed interface Episode {

    record Seen(Audited audited) implements Episode {}

    /**
     * It failed.
     *
     * @param since when the first attempt in a row failed
     * @param attempts failed in a row, this one counted
     * @param nextAt when the next one begins
     */
    record Trouble(Complaint complaint, Instant since, int attempts, Instant nextAt)
        implements Episode {}
  }

  /** Waits between two audits. */
  @FunctionalInterface
  interface Rest {
    /** False when there shall be no further audit. */
    boolean of(Duration pause) throws InterruptedException;
  }

  private final Auditor auditor;
  private final Duration interval;
  private final InstantSource clock;
  private final Rest rest;

  Watcher(Auditor auditor, Duration interval, InstantSource clock, Rest rest) {
    this.auditor = auditor;
    this.interval = interval;
    this.clock = clock;
    this.rest = rest;
  }

  /**
   * Watches until there have been {@code count} audits, failed ones counted, or the rest ends it.
   *
   * @param count 0 for no end
   * @return what the last audit means for the exit code
   * @throws RuntimeException the failure of the first audit, unless it only has to be waited for
   */
  int run(long count, Consumer<Episode> listener) throws InterruptedException {
    int exitCode = ExitCode.FAILED;
    boolean seenOnce = false;
    Episode.@Nullable Trouble last = null;
    for (long done = 1; ; done++) {
      Duration pause = interval;
      try {
        Audited audited = auditor.audit();
        seenOnce = true;
        last = null;
        exitCode = ExitCode.of(audited);
        listener.accept(new Episode.Seen(audited));
      } catch (DatabaseFailure | CannotAudit failure) {
        if (!seenOnce && !passes(failure)) {
          throw failure;
        }
        pause = pauseAfter(failure, last == null ? 1 : last.attempts() + 1);
        last = trouble(failure, last, pause);
        exitCode = ExitCode.FAILED;
        listener.accept(last);
      }
      if (done == count || !rest.of(pause)) {
        return exitCode;
      }
    }
  }

  private Episode.Trouble trouble(
      RuntimeException failure, Episode.@Nullable Trouble last, Duration pause) {
    Instant now = clock.instant();
    return new Episode.Trouble(
        Complaint.of(failure),
        last == null ? now : last.since(),
        last == null ? 1 : last.attempts() + 1,
        now.plus(pause));
  }

  /** Whoever starts a watch because there are too many clients wants it to begin when it can. */
  private static boolean passes(RuntimeException failure) {
    return failure instanceof DatabaseFailure database
        && switch (database.problem()) {
          case SLOTS_EXHAUSTED, STARTING_UP -> true;
          default -> false;
        };
  }

  private Duration pauseAfter(RuntimeException failure, int attempts) {
    Duration backOff = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
    Duration pause = longer(interval, shorter(backOff, LONGEST_PAUSE));
    return failure instanceof DatabaseFailure database
        ? longer(pause, database.reopenAfter())
        : pause;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
