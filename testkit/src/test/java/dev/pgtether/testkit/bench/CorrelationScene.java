package dev.pgtether.testkit.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/** Pairing alone, of more backends than anybody has. */
public final class CorrelationScene implements Scene {

  /**
   * Room for a million backends, seen twice, with their sockets; and so much for what a pairing
   * makes that collecting garbage is not what is measured.
   */
  private static final String[] HEAP = {"-Xms4g", "-Xmx4g", "-Xmn3g", "-XX:+UseSerialGC"};

  private static final long MEMORY_NEEDED = 6L << 30;

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(
            CorrelationProgram.CORRELATE,
            "pair 1,000,000 backends, each",
            "pair 10,000 backends, each",
            1.5),
        new Benchmark(
            CorrelationProgram.CORRELATE_IN_CLUSTER,
            "pair 1,000,000 backends of 20,000 pods, each",
            "pair 10,000 backends of 200 pods, each",
            1.5));
  }

  @Override
  public Map<String, Outcome> measure(Set<String> selected, Effort effort) {
    if (Machine.memory() < MEMORY_NEEDED) {
      throw new TestAbortedException("needs a machine with 6 GiB of memory");
    }
    return MeasuringProcess.withOptions(CorrelationProgram.class, HEAP).measure(selected, effort);
  }
}
