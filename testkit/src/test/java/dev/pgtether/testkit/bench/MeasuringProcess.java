package dev.pgtether.testkit.bench;

import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.ProcessContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A program of ours that measures in a JVM of its own, and tells what came of it. */
final class MeasuringProcess {

  private static final Duration DEADLINE = Duration.ofMinutes(4);

  /** As {@code bin/pgtether} sets them. */
  private static final List<String> SHIPPED =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+UseCompactObjectHeaders");

  private final Class<?> program;
  private final List<String> options;
  private final ProcessContext processContext;

  private MeasuringProcess(Class<?> program, List<String> options, ProcessContext processContext) {
    this.program = program;
    this.options = options;
    this.processContext = processContext;
  }

  /** With the options that users run pgtether with. */
  static MeasuringProcess asShipped(Class<?> program, ProcessContext processContext) {
    return new MeasuringProcess(program, SHIPPED, processContext);
  }

  static MeasuringProcess withOptions(Class<?> program, String... options) {
    return new MeasuringProcess(program, List.of(options), ProcessContext.ofThisJvm());
  }

  /** Runs it to its end. */
  Map<String, Outcome> measure(Set<String> selected, Effort effort, String... arguments) {
    Map<String, Outcome> outcomes = new HashMap<>();
    try (ChildProcess childProcess =
        ChildProcess.start(processContext.wrap(command(selected, effort, arguments)))) {
      for (int answer = 0; answer < selected.size(); answer++) {
        hear(childProcess.readLine(DEADLINE), outcomes);
      }
    }
    return outcomes;
  }

  private static void hear(String line, Map<String, Outcome> outcomes) {
    String[] words = line.split("\t", 3);
    if (words.length < 3) {
      throw new IllegalStateException("a measuring process said: " + line);
    }
    outcomes.put(
        words[0],
        words[1].equals(Answers.FAILED)
            ? new Outcome.Failed(words[2])
            : measured(line.split("\t")));
  }

  private static Outcome measured(String[] words) {
    return new Outcome.Measured(
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        words.length > 3 ? Double.valueOf(words[3]) : null);
  }

  private List<String> command(Set<String> selected, Effort effort, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(String.join(",", selected), effort.name()));
    command.addAll(List.of(arguments));
    return command;
  }
}
