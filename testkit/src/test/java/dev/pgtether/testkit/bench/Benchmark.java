package dev.pgtether.testkit.bench;

/**
 * One line of the table.
 *
 * @param name what {@code --only} takes
 * @param work what pgtether does
 * @param against what it is compared with
 * @param target the ratio of the two times that is aimed at, at most
 */
record Benchmark(String name, String work, String against, double target) {}
