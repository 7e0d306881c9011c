package dev.pgtether.sidecar.exchange;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.wire.AgentHealth;
import dev.pgtether.wire.Excuse;
import dev.pgtether.wire.Greeting;
import dev.pgtether.wire.Post;
import dev.pgtether.wire.Question;
import dev.pgtether.wire.Report;
import dev.pgtether.wire.Scan;
import dev.pgtether.wire.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Answers questions by looking. */
final class Witness {

  private final Self self;
  private final Eyes eyes;
  private final Diary diary;
  private final InstantSource clock;

  Witness(Self self, Eyes eyes, Diary diary, InstantSource clock) {
    this.self = self;
    this.eyes = eyes;
    this.diary = diary;
    this.clock = clock;
  }

  Greeting greeting() {
    return new Greeting(health());
  }

  /** Looks after the question was read, never before: an earlier look proves nothing. */
  Post answer(Question question) {
    Instant began = clock.instant();
    try {
      AgentReport seen = eyes.look(question.query(), forLooking(question.deadline()));
      return new Report(
          health(), question.nonce(), question.epoch(), began, clock.instant(), Scan.of(seen));
    } catch (RuntimeException blind) {
      String why = "the sockets of this pod cannot be read: " + Reason.of(blind);
      diary.trouble(Trouble.Kind.SCAN_FAILED, why);
      return new Excuse(health(), question.nonce(), question.epoch(), why);
    }
  }

  /** A part of the time is left for the way there and back. */
  private static Duration forLooking(Duration deadline) {
    return deadline.multipliedBy(4).dividedBy(5);
  }

  private AgentHealth health() {
    return new AgentHealth(self.version(), self.run(), self.started(), diary.untold());
  }
}
