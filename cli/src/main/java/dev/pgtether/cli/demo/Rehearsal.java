package dev.pgtether.cli.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code pgtether rehearse}: what the JVM watches once, to start faster ever after
 * (build/train-aot).
 */
@Command(
    name = "rehearse",
    hidden = true,
    header = "Do once what users do often, on a PostgreSQL of its own.")
public final class Rehearsal implements Callable<Integer> {

  private static final Duration LIFE = Duration.ofMinutes(1);

  private final Program program;

  /** The program itself. */
  @FunctionalInterface
  public interface Program {
    /** Runs with these words, and returns the exit code. */
    int run(String... words);
  }

  public Rehearsal(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws DemoFailed {
    program.run("--help");
    try (Stage stage = new Stage(LIFE)) {
      String url = stage.open().url();
      program.run("audit", url);
      program.run("audit", "--output", "json", url);
      program.run("watch", "--count", "2", "--interval", "500ms", url);
    }
    return 0;
  }
}
