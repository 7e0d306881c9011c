package dev.pgtether.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that we started, spoken to by lines, and ended by its id.
 *
 * <p>What we start ends with its standard input: the kernel closes that pipe however this JVM dies,
 * so nothing is left behind even by a {@code kill -9}.
 */
public final class ChildProcess implements AutoCloseable {
  private static final int ERROR_LINES_KEPT = 100;
  private static final int MAX_UNREAD_LINES = 10_000;
  private static final Duration STOP_TIMEOUT = Duration.ofMillis(300);

  private final List<String> command;
  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> outputLines = new LinkedBlockingQueue<>(MAX_UNREAD_LINES);
  private final Deque<String> errorOutput = new ArrayDeque<>();

  private ChildProcess(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    readInBackground("output", process.getInputStream(), outputLines::offer);
    readInBackground("errors", process.getErrorStream(), this::keepErrorLine);
  }

  /**
   * Starts the command; of our environment it sees no {@code PG…} variable but those given here.
   */
  public static ChildProcess start(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().putAll(environment);
    try {
      return new ChildProcess(List.copyOf(command), builder.start());
    } catch (IOException cannotStart) {
      throw new UncheckedIOException("could not start " + command, cannotStart);
    }
  }

  public static ChildProcess start(List<String> command) {
    return start(command, Map.of());
  }

  /** As this host sees it. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Writes one line to its standard input. */
  public void writeLine(String line) {
    try {
      input.write(line);
      input.write('\n');
      input.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(description("could not be told \"" + line + "\""), gone);
    }
  }

  /**
   * The next line of its standard output.
   *
   * @throws IllegalStateException when none comes in time, with what it complained about
   */
  public String readLine(Duration deadline) {
    try {
      String line = outputLines.poll(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new IllegalStateException(description("said nothing for " + deadline));
      }
      return line;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(description("was not waited for"), interrupted);
    }
  }

  /** Ends it by SIGKILL and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    if (!exitsWithin(Duration.ofSeconds(10))) {
      throw new IllegalStateException(description("did not end on SIGKILL"));
    }
  }

  /**
   * Waits for its end; what it wrote to its standard error is in the message when it takes too
   * long.
   */
  public int exitCode(Duration deadline) {
    if (!exitsWithin(deadline)) {
      throw new IllegalStateException(description("still runs after " + deadline));
    }
    return process.exitValue();
  }

  /** The last lines of its standard error. */
  public String errorOutput() {
    synchronized (errorOutput) {
      return String.join("\n", errorOutput);
    }
  }

  /** Closes its standard input and, where that does not end it, kills it. */
  @Override
  public void close() {
    stop(STOP_TIMEOUT);
  }

  /** Closes its standard input, and kills it when it has not ended after so long. */
  public void stop(Duration timeout) {
    try {
      input.close();
    } catch (IOException alreadyGone) {
      // then there is nobody left to tell
    }
    if (!exitsWithin(timeout)) {
      kill();
    }
  }

  private boolean exitsWithin(Duration deadline) {
    try {
      return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void keepErrorLine(String line) {
    synchronized (errorOutput) {
      errorOutput.add(line);
      if (errorOutput.size() > ERROR_LINES_KEPT) {
        errorOutput.remove();
      }
    }
  }

  private String description(String what) {
    String errors = errorOutput();
    return "process "
        + process.pid()
        + (process.isAlive() ? "" : " (which has ended)")
        + " "
        + what
        + ": "
        + command
        + (errors.isEmpty() ? "" : "\n" + errors);
  }

  private void readInBackground(String what, InputStream stream, Consumer<String> lines) {
    Thread.ofPlatform()
        .daemon()
        .name(what + " of process " + process.pid())
        .start(() -> forwardLines(stream, lines));
  }

  private static void forwardLines(InputStream stream, Consumer<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      @Nullable String line;
      while ((line = reader.readLine()) != null) {
        lines.accept(line);
      }
    } catch (IOException closed) {
      // the process has ended
    }
  }
}
