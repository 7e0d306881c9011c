package dev.pgtether.testkit.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/** The program as a person starts it, each time anew, against a limit. */
public final class CommandScene implements Scene {

  private static final String HELP = "help";
  private static final String AUDIT = "cli-audit";
  private static final double HELP_LIMIT_NANOS = 350e6;
  private static final double AUDIT_LIMIT_NANOS = 1e9;

  /** Complete; incomplete, as it is for somebody who is not root. */
  private static final Set<Integer> AUDITED = Set.of(0, 3);

  private final Path program = Path.of("bin", "pgtether").toAbsolutePath();

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(HELP, "bin/pgtether --help", "the limit, 0.35 s", 1),
        new Benchmark(AUDIT, "bin/pgtether audit, 200 backends", "the limit, 1 s", 1));
  }

  @Override
  public Map<String, Outcome> measure(Set<String> selected, Effort effort) {
    if (!Files.isDirectory(Path.of("cli", "target", "pgtether", "lib"))) {
      throw new TestAbortedException("needs the built program: make build");
    }
    Map<String, Outcome> outcomes = new HashMap<>();
    if (selected.contains(HELP)) {
      Spawn help = new Spawn(List.of(program.toString(), "--help"));
      outcomes.put(HELP, measure(effort, help, HELP_LIMIT_NANOS));
    }
    if (selected.contains(AUDIT)) {
      try (BusyServer server = BusyServer.start()) {
        Spawn audit = new Spawn(List.of(program.toString(), "audit", server.url()), AUDITED);
        outcomes.put(AUDIT, measure(effort, audit, AUDIT_LIMIT_NANOS));
      }
    }
    return outcomes;
  }

  private static Outcome measure(Effort effort, Spawn command, double limitNanos) {
    try {
      return SideBySide.measure(effort, command::run, () -> limitNanos);
    } catch (Exception failed) {
      return new Outcome.Failed(String.valueOf(failed.getMessage()));
    }
  }
}
