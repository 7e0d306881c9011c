package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.process.BoundedCommand;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a person types to install a chart.
 *
 * @param program the words that start it
 */
public record Helm(List<String> program, Path kubeconfig) {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  public Helm {
    program = List.copyOf(program);
  }

  /**
   * Runs it for at most five minutes.
   *
   * @return both its streams
   * @throws TestEnvironmentException when it ends with another code than 0
   */
  public String run(String... words) {
    return command(words).run();
  }

  /** For those that are expected to fail. */
  public BoundedCommand command(String... words) {
    return BoundedCommand.withKubeconfig(kubeconfig, program, words).within(LIMIT);
  }
}
