package dev.pgtether.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** One run of the program in this JVM. */
final class Run {

  private final Map<String, String> environment = new HashMap<>();
  private final Auditors auditors;
  private int terminalColumns;
  private Auditors.Request request;

  private Run(Auditors auditors) {
    this.auditors = auditors;
  }

  /** What came out of it. */
  record Result(int exitCode, String out, String err, Auditors.Request request) {}

  static Run with(Auditor auditor) {
    return new Run(request -> auditor);
  }

  static Run with(Auditors auditors) {
    return new Run(auditors);
  }

  Run environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Run terminal(int columns) {
    terminalColumns = columns;
    return this;
  }

  Result of(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = into(out, err, args);
    return new Result(
        exitCode,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        request);
  }

  int into(OutputStream out, OutputStream err, String... args) {
    Console console =
        new Console(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            environment,
            Path.of("/nonexistent"),
            () -> terminalColumns,
            () -> false);
    int exitCode =
        Main.run(
            console,
            asked -> {
              request = asked;
              return auditors.of(asked);
            },
            args);
    console.out().flush();
    console.err().flush();
    return exitCode;
  }
}
