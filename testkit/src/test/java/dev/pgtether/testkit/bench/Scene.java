package dev.pgtether.testkit.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What several benchmarks are measured on, set up once for them. */
public interface Scene {

  /** Those that are measured here, in the order of the table. */
  List<Benchmark> benchmarks();

  /**
   * Sets up, measures, and takes everything down again.
   *
   * @param selected names of the benchmarks to measure, at least one
   * @return what came of each of them
   * @throws org.opentest4j.TestAbortedException when this machine cannot do it, with what it needs
   * @throws RuntimeException when it should have run and did not
   */
  Map<String, Outcome> measure(Set<String> selected, Effort effort);
}
