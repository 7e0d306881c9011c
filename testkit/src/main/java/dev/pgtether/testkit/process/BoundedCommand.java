package dev.pgtether.testkit.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that ends by itself, or is ended.
 *
 * @param words the program and its arguments; no shell reads them
 * @param deadline after which it is killed and has failed
 */
public record BoundedCommand(List<String> words, Duration deadline) {
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(20);

  /** At most this much of what a failed command said goes into the error. */
  private static final int MAX_ERROR_CHARS = 2_000;

  public BoundedCommand {
    words = List.copyOf(words);
  }

  public static BoundedCommand of(String... words) {
    return new BoundedCommand(List.of(words), DEFAULT_DEADLINE);
  }

  /**
   * A program that is told by {@code --kubeconfig} which cluster is meant.
   *
   * @param program the words that start it
   */
  public static BoundedCommand withKubeconfig(
      Path kubeconfig, List<String> program, String... words) {
    List<String> all = new ArrayList<>(program);
    all.add("--kubeconfig=" + kubeconfig);
    all.addAll(List.of(words));
    return new BoundedCommand(all, DEFAULT_DEADLINE);
  }

  public BoundedCommand within(Duration limit) {
    return new BoundedCommand(words, limit);
  }

  /**
   * Both its streams, in the order in which they were written.
   *
   * @throws TestEnvironmentException when it does not start, does not end in time or ends with
   *     another code than 0
   */
  public String run() {
    Result result = attempt();
    if (result.code() != 0) {
      throw new TestEnvironmentException(
          "`%s` ended with %d: %s".formatted(this, result.code(), tail(result.output())));
    }
    return result.output();
  }

  /** Whether it ended with 0; for questions, and for removing what may be gone already. */
  public boolean succeeds() {
    return attempt().code() == 0;
  }

  public Result attempt() {
    try {
      Path output = Files.createTempFile("pgtether-command", ".out");
      try {
        return new Result(wait(start(output.toFile())), read(output));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot run `%s`: %s".formatted(this, e.getMessage()), e);
    }
  }

  private Process start(File output) throws IOException {
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(output)
        .start();
  }

  private int wait(Process process) {
    try {
      if (process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TestEnvironmentException("interrupted while `%s` ran".formatted(this), e);
    } finally {
      process.destroyForcibly();
    }
    throw new TestEnvironmentException("`%s` did not end within %s".formatted(this, deadline));
  }

  private static String read(Path output) throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
  }

  private static String tail(String text) {
    String stripped = text.strip();
    return stripped.length() <= MAX_ERROR_CHARS
        ? stripped
        : "…" + stripped.substring(stripped.length() - MAX_ERROR_CHARS);
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }

  public record Result(int code, String output) {}
}
