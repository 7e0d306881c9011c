package dev.pgtether.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: {@code pgtether}. */
@Command(
    name = "pgtether",
    mixinStandardHelpOptions = true,
    version = "pgtether 0.1.0-SNAPSHOT",
    description = "Which process holds this PostgreSQL backend, and is it the one that leaks?")
public final class Main {
  private Main() {}

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
