package dev.pgtether.operator.audit;

import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.operator.report.Attempt;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the audits of one server have brought. It says nothing of another server, and must never
 * stand under another's name.
 *
 * @param last what was tried last
 * @param goodBefore the last good one but one
 * @param took how long the last good one took
 * @param failures since the last good one
 */
record Learnt(
    Attempt last,
    Attempt.@Nullable Success lastGood,
    Attempt.@Nullable Success goodBefore,
    Memory memory,
    Duration took,
    int failures) {

  static final Learnt NOTHING =
      new Learnt(new Attempt.Pending(), null, null, Memory.NONE, Duration.ZERO, 0);

  /** The last good one, if any. */
  List<Attempt.Success> good() {
    return lastGood == null ? List.of() : List.of(lastGood);
  }

  Learnt succeeded(Attempt.Success success, Duration took) {
    return new Learnt(last, success, lastGood, success.paired().memory(), took, 0);
  }

  Learnt failed() {
    return new Learnt(last, lastGood, goodBefore, memory, took, failures + 1);
  }

  Learnt suspended() {
    return new Learnt(new Attempt.Suspended(), lastGood, goodBefore, memory, took, 0);
  }

  Learnt with(Attempt attempt) {
    return new Learnt(attempt, lastGood, goodBefore, memory, took, failures);
  }
}
