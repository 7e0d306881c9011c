package dev.pgtether.testkit.bench;

import dev.pgtether.correlation.pairing.Correlation;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Outcome.Paired;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.function.IntFunction;

/** Pairs as many backends in one go as in a hundred. */
final class CorrelationProgram {

  static final String CORRELATE = "correlate";
  static final String CORRELATE_IN_CLUSTER = "correlate-in-cluster";

  private static final int MANY = 1_000_000;
  private static final int FEW = 10_000;
  private static final int SMALL_ONES = MANY / FEW;

  private CorrelationProgram() {}

  public static void main(String[] arguments) {
    Answers answers = Answers.to(arguments);
    answers.answer(CORRELATE, effort -> correlate(SyntheticObservation::of));
    answers.answer(CORRELATE_IN_CLUSTER, effort -> correlate(SyntheticObservation::inCluster));
  }

  private static Outcome.Measured correlate(IntFunction<Observation> audits) throws Exception {
    Observation many = audits.apply(MANY);
    Observation few = audits.apply(FEW);
    check(many);
    check(few);
    return SideBySide.measure(
        Effort.LONG_WORK,
        () -> Contestant.timing(() -> Correlation.pair(many)).run() / MANY,
        () -> Contestant.timing(() -> pairOften(few)).run() / MANY);
  }

  private static void pairOften(Observation few) {
    for (int i = 0; i < SMALL_ONES; i++) {
      Correlation.pair(few);
    }
  }

  private static void check(Observation observation) {
    Paired paired = (Paired) Correlation.pair(observation);
    long exact =
        paired.pairings().stream().filter(pairing -> pairing.verdict() == Verdict.EXACT).count();
    if (exact != observation.second().backends().size()) {
      throw new IllegalStateException(
          exact + " of " + observation.second().backends().size() + " backends were paired");
    }
  }
}
