package dev.pgtether.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process of the demo's. Each ends when its standard input closes: the kernel closes that pipe
 * however the demo ends, so that even a {@code kill -9} leaves nothing behind.
 */
final class Offspring implements AutoCloseable {
  private static final String READY = "ready";

  private final String name;
  private final Process process;
  private final Path complaints;
  private final CompletableFuture<List<String>> heard = new CompletableFuture<>();

  private Offspring(String name, Process process, Path complaints) {
    this.name = name;
    this.process = process;
    this.complaints = complaints;
    Thread.ofPlatform().daemon().name("output of " + name).start(this::listen);
  }

  /**
   * Starts a process.
   *
   * @param complaints where its standard error goes
   */
  static Offspring start(String name, List<String> command, Path complaints) throws DemoFailed {
    try {
      return new Offspring(
          name, new ProcessBuilder(command).redirectError(complaints.toFile()).start(), complaints);
    } catch (IOException cannotStart) {
      throw new DemoFailed(
          "could not start " + name + ": " + cannotStart.getMessage(), cannotStart);
    }
  }

  long pid() {
    return process.pid();
  }

  /**
   * Waits until it says that it is ready.
   *
   * @return what it said before
   * @throws DemoFailed when it ends instead or takes too long
   */
  List<String> awaitReady(Duration deadline) throws DemoFailed {
    try {
      return heard.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new DemoFailed(
          name + " was not ready within " + deadline.toSeconds() + " s" + complaint(), late);
    } catch (ExecutionException ended) {
      throw new DemoFailed(name + " ended instead of getting ready" + complaint(), ended);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DemoFailed("interrupted while " + name + " started", interrupted);
    }
  }

  private void listen() {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      @Nullable String line = reader.readLine();
      while (line != null && !line.equals(READY)) {
        lines.add(line);
        line = reader.readLine();
      }
      if (line == null) {
        heard.completeExceptionally(new IOException("its output ended"));
      } else {
        heard.complete(lines);
        reader.transferTo(java.io.Writer.nullWriter());
      }
    } catch (IOException closed) {
      heard.completeExceptionally(closed);
    }
  }

  private String complaint() {
    try {
      String said = Files.readString(complaints).strip();
      return said.isEmpty() ? "" : ": " + said;
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Lets it end by itself, for so long; then kills it. */
  void end(Duration patience) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException alreadyGone) {
      process.destroyForcibly();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
