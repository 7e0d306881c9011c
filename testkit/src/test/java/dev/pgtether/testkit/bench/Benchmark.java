package dev.pgtether.testkit.bench;

/**
 * One line of the table.
 *
 * @param name what {@code --only} takes
 * @param work what pgtether does
 * @param against what it is compared with
 * @param target the ratio of the two sides that is aimed at, at most
 * @param unit of both sides
 */
public record Benchmark(String name, String work, String against, double target, Unit unit) {

  /** One of times. */
  public Benchmark(String name, String work, String against, double target) {
    this(name, work, against, target, Unit.NANOSECONDS);
  }
}
