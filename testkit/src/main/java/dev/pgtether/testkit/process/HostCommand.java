package dev.pgtether.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Commands that are run to their end. */
public final class HostCommand {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Where a plain user's PATH does not lead, and {@code ip} or {@code setpriv} may be. */
  private static final String SYSTEM_DIRECTORIES = ":/usr/sbin:/sbin";

  private HostCommand() {}

  /** Where the command is; empty when this machine doesn't have it. */
  public static Optional<Path> find(String name) {
    return Stream.of(
            (System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + SYSTEM_DIRECTORIES)
                .split(":", -1))
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs a command and returns what it wrote to its standard output.
   *
   * @throws IllegalStateException when it fails or takes longer than a minute, with what it wrote
   */
  public static String run(List<String> command) {
    Outcome outcome = runToEnd(command);
    if (outcome.exitCode() != 0) {
      throw new IllegalStateException(
          command + " ended with " + outcome.exitCode() + ":\n" + outcome.output());
    }
    return outcome.output();
  }

  public static String run(String... command) {
    return run(List.of(command));
  }

  /** Whether the command ends well: to find out what this machine allows. */
  public static boolean succeeds(String... command) {
    return find(command[0]).isPresent() && runToEnd(List.of(command)).exitCode() == 0;
  }

  private static Outcome runToEnd(List<String> command) {
    try {
      Path output = Files.createTempFile("pgtether-command", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(command + " did not end within " + DEADLINE);
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
      } finally {
        Files.delete(output);
      }
    } catch (IOException cannotRun) {
      throw new UncheckedIOException("could not run " + command, cannotRun);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + command, interrupted);
    }
  }

  private record Outcome(int exitCode, String output) {}
}
