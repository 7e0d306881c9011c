package dev.pgtether.testkit.bench;

/** What came of a benchmark. */
sealed interface Outcome {

  /** Medians of both sides, nanoseconds. */
  record Measured(double oursNanos, double theirsNanos) implements Outcome {

    double ratio() {
      return oursNanos / theirsNanos;
    }
  }

  /**
   * This machine cannot do it.
   *
   * @param need what it would need
   */
  record Skipped(String need) implements Outcome {}

  /** It should have run and did not. */
  record Failed(String why) implements Outcome {}
}
