package dev.pgtether.testkit.bench;

import dev.pgtether.testkit.process.ProcessContext;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whole audits of a real PostgreSQL. */
public final class AuditScene implements Scene {

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(
            AuditProgram.AUDIT,
            "a whole audit of 200 backends, not the first",
            "select * from pg_stat_activity",
            4));
  }

  @Override
  public Map<String, Outcome> measure(Set<String> selected, Effort effort) {
    try (BusyServer server = BusyServer.start()) {
      return MeasuringProcess.asShipped(AuditProgram.class, ProcessContext.ofThisJvm())
          .measure(selected, effort, server.url());
    }
  }
}
