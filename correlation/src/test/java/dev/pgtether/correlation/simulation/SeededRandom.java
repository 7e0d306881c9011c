package dev.pgtether.correlation.simulation;

import java.util.List;
import java.util.Random;

/** Dice that can be thrown again: the same seed tells the same story. */
final class SeededRandom {

  private final Random random;

  SeededRandom(long seed) {
    random = new Random(seed);
  }

  boolean nextBoolean(double probability) {
    return random.nextDouble() < probability;
  }

  /** Evenly from {@code low} to {@code high}, both included. */
  long between(long low, long high) {
    return high <= low ? low : random.nextLong(low, high + 1);
  }

  /** From {@code low} to {@code high}, each order of magnitude as likely as the next. */
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
