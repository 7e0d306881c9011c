package dev.pgtether.testkit.bench;

import java.util.Arrays;

/** Runs two contestants in turns, so that what else the machine does hits both. */
final class SideBySide {

  private static final int MOST_WARM_UPS = 1000;

  private SideBySide() {}

  /** Medians after a warm-up; who goes first changes each round. */
  static Outcome.Measured measure(Effort effort, Contestant ours, Contestant theirs)
      throws Exception {
    warmUp(effort, ours);
    theirs.run();
    theirs.run();
    double[] oursNanos = new double[effort.rounds()];
    double[] theirsNanos = new double[effort.rounds()];
    for (int round = 0; round < effort.rounds(); round++) {
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

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
