package dev.pgtether.testkit.bench;

import java.io.PrintStream;
import java.util.List;

/**
 * What a measuring process says to the one that started it, a line each: {@code name, ours, theirs}
 * and the limit where there is one, or {@code name, failed, why}. Its first two arguments are what
 * it was asked: names, separated by commas, and an {@link Effort}.
 */
final class Answers {

  static final String FAILED = "failed";

  private final List<String> names;
  private final Effort effort;
  private final PrintStream out;

  private Answers(List<String> names, Effort effort, PrintStream out) {
    this.names = names;
    this.effort = effort;
    this.out = out;
  }

  static Answers to(String[] arguments) {
    return new Answers(List.of(arguments[0].split(",")), Effort.valueOf(arguments[1]), System.out);
  }

  /** Measures if {@code name} was asked for, and says what came of it. */
  void answer(String name, Comparison comparison) {
    if (!names.contains(name)) {
      return;
    }
    try {
      Outcome.Measured measured = comparison.measure(effort);
      String limit = measured.limit() == null ? "" : "\t" + measured.limit();
      out.println(name + "\t" + measured.ours() + "\t" + measured.theirs() + limit);
    } catch (Exception failed) {
      failed.printStackTrace();
      out.println(name + "\t" + FAILED + "\t" + failed.toString().replaceAll("\\s+", " "));
    }
  }

  /** One benchmark. */
  @FunctionalInterface
  interface Comparison {
    Outcome.Measured measure(Effort effort) throws Exception;
  }
}
