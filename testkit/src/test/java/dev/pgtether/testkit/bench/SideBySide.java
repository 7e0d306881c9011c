package dev.pgtether.testkit.bench;

import java.util.Arrays;
import java.util.Optional;

/** Runs two contestants in turns, so that what else the machine does hits both. */
public final class SideBySide {

  private static final int MOST_WARM_UPS = 1000;

  private SideBySide() {}

  /** Medians after a warm-up; who goes first changes each round. */
  public static Outcome.Measured measure(Effort effort, Contestant ours, Contestant theirs)
      throws Exception {
    warmUp(effort, ours);
    theirs.run();
    theirs.run();
    return inTurns(effort.rounds(), ours, theirs);
  }

  /**
   * The same beside a {@code limit}, which neither side can beat; without one where it is empty.
   */
  public static Outcome.Measured measure(
      Effort effort, Contestant ours, Contestant theirs, Optional<? extends Contestant> limit)
      throws Exception {
    if (limit.isEmpty()) {
      return measure(effort, ours, theirs);
    }
    double[] limitNanos = new double[effort.rounds() + 2];
    int[] round = {0};
    Outcome.Measured measured =
        measure(
            effort,
            ours,
            () -> {
              double nanos = theirs.run();
              limitNanos[round[0]++] = limit.get().run();
              return nanos;
            });
    return new Outcome.Measured(measured.ours(), measured.theirs(), median(limitNanos));
  }

  /** The same of what takes seconds: it is warm after one run, and there are fewer rounds. */
  public static Outcome.Measured measureFew(Effort effort, Contestant ours, Contestant theirs)
      throws Exception {
    ours.run();
    theirs.run();
    return inTurns(effort.fewRounds(), ours, theirs);
  }

  private static Outcome.Measured inTurns(int rounds, Contestant ours, Contestant theirs)
      throws Exception {
    double[] oursNanos = new double[rounds];
    double[] theirsNanos = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      if (round % 2 == 0) {
        oursNanos[round] = ours.run();
        theirsNanos[round] = theirs.run();
      } else {
        theirsNanos[round] = theirs.run();
        oursNanos[round] = ours.run();
      }
    }
    return new Outcome.Measured(median(oursNanos), median(theirsNanos));
  }

  private static void warmUp(Effort effort, Contestant ours) throws Exception {
    long begin = System.nanoTime();
    for (int run = 0; run < MOST_WARM_UPS; run++) {
      ours.run();
      if (System.nanoTime() - begin >= effort.warmUp().toNanos()) {
        return;
      }
    }
  }

  /** The middle one; of an even number the upper of two. */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
