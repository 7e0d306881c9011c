package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Benchmark;
import dev.pgtether.testkit.bench.Effort;
import dev.pgtether.testkit.bench.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Benchmarks that are measured on the same pods. */
interface Act {

  List<Benchmark> benchmarks();

  /**
   * Sets its pods up, measures, and removes them.
   *
   * @param selected names of the benchmarks to measure, at least one
   * @throws org.opentest4j.TestAbortedException when this machine cannot do it, with what it needs
   */
  Map<String, Outcome> measure(Ground ground, Set<String> selected, Effort effort) throws Exception;
}
