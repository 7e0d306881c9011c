package dev.pgtether.testkit.bench;

import dev.pgtether.testkit.need.EnvironmentCheck;
import dev.pgtether.testkit.process.ProcessContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Many sockets in one network namespace. As root between two of them, else over the loopback. */
public record SocketScene(List<Benchmark> benchmarks, Supplier<SocketLoad> load) implements Scene {

  private static final String SS = "ss -Htn dport = :P";
  private static final String SS_PROCESSES = "ss -Htnp dport = :P";

  /** All connections are the database's. */
  public static SocketScene tenThousand() {
    return new SocketScene(
        List.of(
            new Benchmark(SocketProgram.LIST + "-10k", "list 10,000 sockets", SS, 0.3),
            new Benchmark(
                SocketProgram.COLD, "10,000 sockets, every holder, cold", SS_PROCESSES, 0.65)),
        () -> new SocketLoad(10_000, 1));
  }

  /** One in ten is. */
  public static SocketScene oneInTen() {
    return new SocketScene(
        List.of(
            new Benchmark(
                SocketProgram.WANTED, "1,000 of 10,000, holders and kin, cold", SS_PROCESSES, 0.4),
            new Benchmark(
                SocketProgram.STEADY, "1,000 of 10,000, holders known before", SS_PROCESSES, 0.03)),
        () -> new SocketLoad(10_000, 10));
  }

  public static SocketScene fiftyThousand() {
    return new SocketScene(
        List.of(new Benchmark(SocketProgram.LIST + "-50k", "list 50,000 sockets", SS, 0.55)),
        () -> new SocketLoad(50_000, 1));
  }

  @Override
  public Map<String, Outcome> measure(Set<String> selected, Effort effort) {
    EnvironmentCheck.requireCommand("ss");
    try (Resources resources = new Resources()) {
      SocketLoad stand = load.get();
      ProcessContext clients =
          Machine.isRoot() ? stand.standInNamespaces(resources) : stand.standOnLoopback(resources);
      return MeasuringProcess.asShipped(SocketProgram.class, clients)
          .measure(
              selected,
              effort,
              Integer.toString(stand.databasePort()),
              Integer.toString(stand.databaseConnections()));
    }
  }
}
