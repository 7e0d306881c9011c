package dev.pgtether.testkit.bench.command;

import dev.pgtether.testkit.bench.AuditScene;
import dev.pgtether.testkit.bench.Benchmark;
import dev.pgtether.testkit.bench.CommandScene;
import dev.pgtether.testkit.bench.CorrelationScene;
import dev.pgtether.testkit.bench.Effort;
import dev.pgtether.testkit.bench.JsonReport;
import dev.pgtether.testkit.bench.Machine;
import dev.pgtether.testkit.bench.NamespaceScene;
import dev.pgtether.testkit.bench.Outcome;
import dev.pgtether.testkit.bench.Result;
import dev.pgtether.testkit.bench.Scene;
import dev.pgtether.testkit.bench.SocketScene;
import dev.pgtether.testkit.bench.TableReport;
import dev.pgtether.testkit.bench.cluster.ClusterScene;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code make bench}. Ends with 1 when a benchmark could not run, with 0 also when a target is
 * missed: a busy machine is no fault of the program, and the table says it loudly.
 */
@Command(
    name = "make bench",
    description = "Times pgtether beside what you would run instead.",
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

  private static final List<Scene> SCENES =
      List.of(
          SocketScene.tenThousand(),
          SocketScene.fiftyThousand(),
          SocketScene.oneInTen(),
          new NamespaceScene(),
          new AuditScene(),
          new CorrelationScene(),
          new CommandScene(),
          new ClusterScene());

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these: ${COMPLETION-CANDIDATES}.",
      completionCandidates = Names.class)
  private Set<String> only = Set.of();

  @Option(names = "--quick", description = "A third of the time, and less certain.")
  private boolean quick;

  @Option(names = "--json", description = "JSON instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final PrintStream out;
  private final PrintStream progress;

  private BenchCommand(PrintStream out, PrintStream progress) {
    this.out = out;
    this.progress = progress;
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchCommand(System.out, System.err)).execute(arguments));
  }

  @Override
  public Integer call() {
    Set<String> unknown = new TreeSet<>(only);
    new Names().forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no such benchmark: "
              + String.join(", ", unknown)
              + "; there are "
              + String.join(", ", new Names()));
    }
    List<Result> results = SCENES.stream().flatMap(this::measure).toList();
    if (json) {
      out.println(new JsonReport(Machine.here(), results).text());
    } else {
      out.print(new TableReport(Machine.here(), results).text());
    }
    return results.stream().anyMatch(Result::failed) ? 1 : 0;
  }

  private Stream<Result> measure(Scene scene) {
    List<Benchmark> selected =
        scene.benchmarks().stream()
            .filter(benchmark -> only.isEmpty() || only.contains(benchmark.name()))
            .toList();
    if (selected.isEmpty()) {
      return Stream.empty();
    }
    selected.forEach(benchmark -> progress.println("  " + benchmark.work() + " …"));
    Map<String, Outcome> outcomes = outcomes(scene, selected);
    List<Result> results = new ArrayList<>();
    for (Benchmark benchmark : selected) {
      Outcome outcome = outcomes.get(benchmark.name());
      results.add(
          new Result(
              benchmark, outcome == null ? new Outcome.Failed("nobody measured it") : outcome));
    }
    return results.stream();
  }

  private Map<String, Outcome> outcomes(Scene scene, List<Benchmark> selected) {
    Set<String> names = selected.stream().map(Benchmark::name).collect(Collectors.toSet());
    try {
      return scene.measure(names, quick ? Effort.QUICK : Effort.FULL);
    } catch (TestAbortedException lacking) {
      return forAll(names, new Outcome.Skipped(String.valueOf(lacking.getMessage())));
    } catch (RuntimeException failed) {
      failed.printStackTrace(progress);
      return forAll(names, new Outcome.Failed(String.valueOf(failed.getMessage())));
    }
  }

  private static Map<String, Outcome> forAll(Set<String> names, Outcome outcome) {
    Map<String, Outcome> outcomes = new HashMap<>();
    names.forEach(name -> outcomes.put(name, outcome));
    return outcomes;
  }

  /** What {@code --only} takes. */
  private static final class Names extends ArrayList<String> {
    Names() {
      SCENES.forEach(scene -> scene.benchmarks().forEach(benchmark -> add(benchmark.name())));
    }
  }
}
