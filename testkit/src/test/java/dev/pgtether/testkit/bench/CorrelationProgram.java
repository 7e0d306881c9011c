package dev.pgtether.testkit.bench;

import dev.pgtether.correlation.engine.Correlation;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.PairingOutcome.Paired;
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

  private static Outcome.Measured correlate(IntFunction<AuditObservation> audits) throws Exception {
    AuditObservation many = audits.apply(MANY);
    AuditObservation few = audits.apply(FEW);
    check(many);
    check(few);
    return SideBySide.measure(
        Effort.LONG_WORK,
        () -> Contestant.timing(() -> Correlation.pair(many)).run() / MANY,
        () -> Contestant.timing(() -> pairOften(few)).run() / MANY);
  }

  private static void pairOften(AuditObservation few) {
    for (int i = 0; i < SMALL_ONES; i++) {
      Correlation.pair(few);
    }
  }

  private static void check(AuditObservation auditObservation) {
    Paired paired = (Paired) Correlation.pair(auditObservation);
    long exact =
        paired.pairings().stream().filter(pairing -> pairing.verdict() == Verdict.EXACT).count();
    if (exact != auditObservation.secondReading().backends().size()) {
      throw new IllegalStateException(
          exact
              + " of "
              + auditObservation.secondReading().backends().size()
              + " backends were paired");
    }
  }
}
