package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.ConditionWait;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A program of the cluster that stays: how to start it, how to know that it serves, which process
 * it is now.
 *
 * @param ready asked until it holds; false while the program is not there yet
 */
record ClusterProgram(
    Node node, String name, List<String> command, Duration limit, BooleanSupplier ready) {
  private static final int TAIL = 15;

  ClusterProgram {
    command = List.copyOf(command);
  }

  /** Starts it unless it runs, and waits until it serves; whether it had to be started. */
  boolean ensureRunning() {
    boolean started = !isAlive();
    if (started) {
      ProcessId process = node.start(log(), command);
      ClusterDirectories.write(processFile(), process.pid() + " " + process.start());
    }
    awaitReady();
    return started;
  }

  private void awaitReady() {
    boolean[] ended = {false};
    ConditionWait.atMost(limit)
        .until(
            "%s on %s serves; its log is %s".formatted(name, node.name(), log()),
            () -> {
              ended[0] = !isAlive();
              return ended[0] || ready.getAsBoolean();
            });
    if (ended[0]) {
      throw new TestEnvironmentException(
          "%s on %s ended while it started; the end of %s:%n%s"
              .formatted(name, node.name(), log(), tail()));
    }
  }

  boolean isAlive() {
    return savedProcess().filter(ProcessId::isAlive).isPresent();
  }

  /**
   * Ends it without a warning, as an outage would; it stays down until {@link #ensureRunning()}.
   */
  void kill() {
    savedProcess().ifPresent(process -> process.kill(Duration.ofSeconds(10)));
  }

  Path log() {
    return node.clusterDirectories().logs().resolve(node.name() + "-" + name + ".log");
  }

  private Optional<ProcessId> savedProcess() {
    return Node.readProcessId(processFile());
  }

  private Path processFile() {
    return node.folder().resolve("parts").resolve(name);
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    } catch (IOException e) {
      return "(not readable: " + e.getMessage() + ")";
    }
  }
}
