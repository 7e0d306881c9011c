package dev.pgtether.testkit.bench;

import java.time.Duration;

/** How long to measure. */
public enum Effort {
  FULL(Duration.ofSeconds(3), 21),
  QUICK(Duration.ofSeconds(1), 7),
  /** For work that takes seconds: it is warm after one run. */
  LONG_WORK(Duration.ZERO, 7);

  private final Duration warmUp;
  private final int rounds;

  Effort(Duration warmUp, int rounds) {
    this.warmUp = warmUp;
    this.rounds = rounds;
  }

  /** How long our side runs before it counts: the compiler has to see it. */
  public Duration warmUp() {
    return warmUp;
  }

  /** How often what takes seconds, or minutes to set up, is measured; odd. */
  public int fewRounds() {
    return this == QUICK ? 3 : 5;
  }

  /** How often each side runs after that; odd, so that the median is one of them. */
  public int rounds() {
    return rounds;
  }
}
