package dev.pgtether.testkit.bench;

/** What came of a benchmark. */
public sealed interface Outcome {

  /** Medians of both sides, in the benchmark's unit. */
  record Measured(double ours, double theirs) implements Outcome {

    double ratio() {
      return ours / theirs;
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
