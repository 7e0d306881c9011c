package dev.pgtether.testkit.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pairing alone, of more backends than anybody has. */
final class CorrelationScene implements Scene {

  /** A million backends, seen twice, with their sockets and pairings. */
  private static final String HEAP = "-Xmx4g";

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(
            CorrelationProgram.CORRELATE,
            "pair 1,000,000 backends, each",
            "pair 10,000 backends, each",
            1.5));
  }

  @Override
  public Map<String, Outcome> measure(Set<String> selected, Effort effort) {
    return MeasuringProcess.withOptions(
            CorrelationProgram.class, HEAP, "-Xms4g", "-XX:+UseParallelGC")
        .measure(selected, effort);
  }
}
