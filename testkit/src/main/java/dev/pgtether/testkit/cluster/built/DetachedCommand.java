package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.ConditionWait;
import dev.pgtether.testkit.process.TestEnvironmentException;
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
record DetachedCommand(Path log, List<String> words) {
  private static final Duration START = Duration.ofSeconds(10);

  /**
   * Starts it, and returns the child.
   *
   * @param what for the error
   */
  ProcessId start(String what) {
    Process leader = spawn();
    ConditionWait.atMost(START)
        .until(what + " has started", () -> !leader.isAlive() || child(leader).isPresent());
    return child(leader)
        .orElseThrow(
            () ->
                new TestEnvironmentException(
                    "%s ended as soon as it started; see %s".formatted(what, log)));
  }

  private Process spawn() {
    ClusterDirectories.createParent(log);
    List<String> all = new ArrayList<>(List.of("setsid"));
    all.addAll(words);
    try {
      return new ProcessBuilder(all)
          .redirectErrorStream(true)
          .redirectInput(new File("/dev/null"))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new TestEnvironmentException(
          "cannot start `%s`: %s".formatted(String.join(" ", all), e.getMessage()), e);
    }
  }

  private static Optional<ProcessId> child(Process leader) {
    try (Stream<ProcessHandle> children = leader.children()) {
      return children.findFirst().flatMap(child -> ProcessId.of(child.pid()));
    }
  }
}
