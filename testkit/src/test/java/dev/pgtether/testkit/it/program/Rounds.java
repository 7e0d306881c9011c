package dev.pgtether.testkit.it.program;

import dev.pgtether.testkit.truth.Truth;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Many audits, held against the truth.
 *
 * @param backends how many different ones were seen
 */
public record Rounds(int audits, int backends, Truth truth) {

  /** Audits until so many rows stood in both readings, or the time is up. */
  public static Rounds of(int rows, Duration atMost, Supplier<Document> audit) {
    return until(truth -> truth.standing() >= rows, atMost, audit);
  }

  /** Audits until it is enough, or the time is up. */
  public static Rounds until(Predicate<Truth> enough, Duration atMost, Supplier<Document> audit) {
    long deadline = System.nanoTime() + atMost.toNanos();
    Set<String> backends = new HashSet<>();
    Truth truth = Truth.none();
    int audits = 0;
    while (!enough.test(truth) && System.nanoTime() < deadline) {
      Document document = audit.get();
      document
          .rows()
          .forEach(
              row -> backends.add(row.backendPid() + row.json().path("backendStart").asText()));
      truth = truth.plus(document.truth());
      audits++;
    }
    return new Rounds(audits, backends.size(), truth);
  }

  /** Nothing wrong, and enough seen to say so. */
  public void assertRightFor(int rows) {
    truth.assertNothingWrong();
    if (truth.standing() < rows) {
      throw new AssertionError("only " + truth.standing() + " of " + rows + " rows: " + this);
    }
  }

  @Override
  public String toString() {
    return audits + " audits, " + backends + " backends: " + truth.summary();
  }
}
