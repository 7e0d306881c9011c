package dev.pgtether.testkit.bench;

import org.jspecify.annotations.Nullable;

/** What came of a benchmark. */
public sealed interface Outcome {

  /**
   * Medians of both sides, in the benchmark's unit.
   *
   * @param limit the least that the kernel's part of the work takes, measured in the same turns;
   *     null where no such limit was measured
   */
  record Measured(double ours, double theirs, @Nullable Double limit) implements Outcome {

    public Measured(double ours, double theirs) {
      this(ours, theirs, null);
    }

    double ratio() {
      return ours / theirs;
    }

    /** How many times the limit our side takes; null where there is no limit. */
    @Nullable Double ratioToLimit() {
      return limit == null ? null : ours / limit;
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
