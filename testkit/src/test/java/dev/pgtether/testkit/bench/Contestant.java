package dev.pgtether.testkit.bench;

/** One side of a comparison. */
@FunctionalInterface
public interface Contestant {

  /** Does the work once and answers how many nanoseconds that took. */
  double run() throws Exception;

  /** All of {@code work} counts. */
  static Contestant timing(Work work) {
    return () -> {
      long begin = System.nanoTime();
      work.run();
      return System.nanoTime() - begin;
    };
  }

  /** What is timed. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }
}
