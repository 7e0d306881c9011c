package dev.pgtether.testkit.bench;

/** A benchmark with what came of it. */
public record Result(Benchmark benchmark, Outcome outcome) {

  boolean missed() {
    return outcome instanceof Outcome.Measured measured && measured.ratio() > benchmark.target();
  }

  public boolean failed() {
    return outcome instanceof Outcome.Failed;
  }
}
