package dev.pgtether.correlation.simulation;

import java.util.List;
import java.util.Random;

/** Random values that a seed makes repeatable. */
final class SeededRandom {

  private final Random random;

  SeededRandom(long seed) {
    random = new Random(seed);
  }

  boolean nextBoolean(double probability) {
    return random.nextDouble() < probability;
  }

  /** A value from {@code low} to {@code high}, both included, each equally likely. */
  long between(long low, long high) {
    return high <= low ? low : random.nextLong(low, high + 1);
  }

  /** A value from {@code low} to {@code high}; each order of magnitude is equally likely. */
  long logUniform(long low, long high) {
    return (long) Math.exp(between(Math.log(low), Math.log(high)));
  }

  private double between(double low, double high) {
    return low + random.nextDouble() * (high - low);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
