package dev.pgtether.testkit.cluster.built;

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
record Part(Node node, String name, List<String> words, Duration limit, BooleanSupplier ready) {
  private static final int TAIL = 15;

  Part {
    words = List.copyOf(words);
  }

  /** Starts it unless it runs, and waits until it serves; whether it had to be started. */
  boolean ensure() {
    boolean started = !alive();
    if (started) {
      ProcessMark mark = node.start(log(), words);
      Folders.write(markFile(), mark.pid() + " " + mark.start());
    }
    awaitReady();
    return started;
  }

  private void awaitReady() {
    boolean[] ended = {false};
    Wait.atMost(limit)
        .until(
            "%s on %s serves; its log is %s".formatted(name, node.name(), log()),
            () -> {
              ended[0] = !alive();
              return ended[0] || ready.getAsBoolean();
            });
    if (ended[0]) {
      throw new ClusterException(
          "%s on %s ended while it started; the end of %s:%n%s"
              .formatted(name, node.name(), log(), tail()));
    }
  }

  boolean alive() {
    return mark().filter(ProcessMark::alive).isPresent();
  }

  /** Ends it without a warning, as an outage would; it stays down until {@link #ensure()}. */
  void kill() {
    mark().ifPresent(mark -> mark.kill(Duration.ofSeconds(10)));
  }

  Path log() {
    return node.folders().logs().resolve(node.name() + "-" + name + ".log");
  }

  private Optional<ProcessMark> mark() {
    return Node.read(markFile());
  }

  private Path markFile() {
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
