package dev.pgtether.testkit.bench;

import dev.pgtether.testkit.need.EnvironmentCheck;
import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.ProcessContext;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Processes that hold connections, by {@code load.py}; all of them end when this is closed. */
final class LoadGenerator implements AutoCloseable {

  private static final Duration READY = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofSeconds(20);

  private final ChildProcess childProcess;

  private LoadGenerator(ChildProcess childProcess) {
    this.childProcess = childProcess;
  }

  /** Starts it, and returns when everything stands. Its arguments are those of {@code load.py}. */
  static LoadGenerator start(ProcessContext processContext, List<String> arguments) {
    LoadGenerator started = launch(processContext.wrap(command(arguments)));
    try {
      started.awaitReady();
      return started;
    } catch (RuntimeException failed) {
      started.close();
      throw failed;
    }
  }

  /** Starts it in a named network namespace; to wait until everything stands is the caller's. */
  static LoadGenerator launch(String namespace, List<String> arguments) {
    List<String> command = new ArrayList<>(NamedNamespaces.prefix(namespace));
    command.addAll(command(arguments));
    return launch(command);
  }

  private static LoadGenerator launch(List<String> command) {
    EnvironmentCheck.requireCommand("python3");
    return new LoadGenerator(ChildProcess.start(command));
  }

  private static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("python3", script("load.py")));
    command.addAll(arguments);
    return command;
  }

  void awaitReady() {
    childProcess.readLine(READY);
  }

  /** Where the build has laid a script of ours. */
  static String script(String name) {
    try {
      return Path.of(Objects.requireNonNull(LoadGenerator.class.getResource(name), name).toURI())
          .toString();
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public void close() {
    childProcess.stop(END);
  }
}
