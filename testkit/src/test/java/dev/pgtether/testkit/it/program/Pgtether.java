package dev.pgtether.testkit.it.program;

import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.ProcessContext;
import dev.pgtether.testkit.process.WorldReadableFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * {@code bin/pgtether} as the build made it, run in a process of its own, where every user may run
 * it.
 */
public final class Pgtether implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** The build runs the tests in the module's own folder; an IDE perhaps in the project's. */
  private static final List<Path> PROJECT = List.of(Path.of(".."), Path.of("."));

  private final WorldReadableFolder installation;
  private final ProcessContext processContext;
  private final Map<String, String> environment;

  private Pgtether(
      WorldReadableFolder installation,
      ProcessContext processContext,
      Map<String, String> environment) {
    this.installation = installation;
    this.processContext = processContext;
    this.environment = environment;
  }

  /** Installs it for this test. */
  public static Pgtether install() {
    Path project =
        PROJECT.stream()
            .filter(folder -> Files.isDirectory(folder.resolve("cli/target/pgtether/lib")))
            .findFirst()
            .orElseThrow(
                () -> new TestAbortedException("needs the built program: run the tests by Maven"));
    WorldReadableFolder installation = WorldReadableFolder.create();
    for (String part : List.of("bin/pgtether", "build/find-jdk", "cli/target/pgtether/lib")) {
      installation.copyIn(project.resolve(part), part);
    }
    return new Pgtether(
        installation,
        ProcessContext.ofThisJvm(),
        Map.of("JAVA_HOME", System.getProperty("java.home")));
  }

  /** The same, run from there. */
  public Pgtether from(ProcessContext elsewhere) {
    return new Pgtether(installation, elsewhere, environment);
  }

  public Pgtether with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Pgtether(installation, processContext, more);
  }

  /** Audits, as JSON. */
  public Ended audit(String url) {
    return run("audit", "-o", "json", url);
  }

  /** Runs it to its end. */
  public Ended run(String... arguments) {
    try (Running running = start(arguments)) {
      return running.await(DEADLINE);
    }
  }

  /** Starts it, to be heard line by line. */
  public ChildProcess listen(String... arguments) {
    return ChildProcess.start(command(arguments), environment);
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(installation.path().resolve("bin/pgtether").toString());
    command.addAll(List.of(arguments));
    return processContext.wrap(command);
  }

  private Running start(String... arguments) {
    List<String> command = command(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().putAll(environment);
    try {
      return new Running(builder.start());
    } catch (IOException cannotStart) {
      throw new UncheckedIOException("could not start " + command, cannotStart);
    }
  }

  @Override
  public void close() {
    installation.close();
  }

  /** A run that has not ended yet; closing kills it. */
  private static final class Running implements AutoCloseable {
    private final Process process;
    private final CompletableFuture<String> out;
    private final CompletableFuture<String> err;

    private Running(Process process) {
      this.process = process;
      this.out = listen(process.getInputStream());
      this.err = listen(process.getErrorStream());
    }

    /** Waits for its end. */
    Ended await(Duration deadline) {
      try {
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
          close();
          throw new AssertionError(
              "still ran after " + deadline + ": " + out.join() + "\n" + err.join());
        }
        return new Ended(process.exitValue(), out.join(), err.join());
      } catch (InterruptedException interrupted) {
        close();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the program ran", interrupted);
      }
    }

    /** Each on a thread of its own: the common pool has one on two cores. */
    private static CompletableFuture<String> listen(InputStream stream) {
      return CompletableFuture.supplyAsync(
          () -> read(stream), task -> Thread.ofPlatform().daemon().start(task));
    }

    private static String read(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException closed) {
        return "";
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
