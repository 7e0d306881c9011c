package dev.pgtether.testkit.cluster.built;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command that outlives this process, and a Ctrl-C at its terminal.
 *
 * @param log gets both its streams, appended
 * @param words unshare or nsenter with what they are to run: they put one child into the new PID
 *     namespace and wait for it
 */
record Detached(Path log, List<String> words) {
  private static final Duration START = Duration.ofSeconds(10);

  /**
   * Starts it, and returns the child.
   *
   * @param what for the error
   */
  ProcessMark start(String what) {
    Process leader = spawn();
    Wait.atMost(START)
        .until(what + " has started", () -> !leader.isAlive() || child(leader).isPresent());
    return child(leader)
        .orElseThrow(
            () ->
                new ClusterException(
                    "%s ended as soon as it started; see %s".formatted(what, log)));
  }

  private Process spawn() {
    Folders.createAbove(log);
    List<String> all = new ArrayList<>(List.of("setsid"));
    all.addAll(words);
    try {
      return new ProcessBuilder(all)
          .redirectErrorStream(true)
          .redirectInput(new File("/dev/null"))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new ClusterException(
          "cannot start `%s`: %s".formatted(String.join(" ", all), e.getMessage()), e);
    }
  }

  private static Optional<ProcessMark> child(Process leader) {
    try (Stream<ProcessHandle> children = leader.children()) {
      return children.findFirst().flatMap(child -> ProcessMark.of(child.pid()));
    }
  }
}
