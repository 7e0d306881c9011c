package dev.pgtether.testkit.it.program;

import dev.pgtether.testkit.truth.GroundTruthComparison;
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
public record Rounds(int audits, int backends, GroundTruthComparison groundTruthComparison) {

  /** Audits until so many rows stood in both readings, or the time is up. */
  public static Rounds of(int rows, Duration atMost, Supplier<Document> audit) {
    return until(
        groundTruthComparison -> groundTruthComparison.inBothReadings() >= rows, atMost, audit);
  }

  /** Audits until it is enough, or the time is up. */
  public static Rounds until(
      Predicate<GroundTruthComparison> enough, Duration atMost, Supplier<Document> audit) {
    long deadline = System.nanoTime() + atMost.toNanos();
    Set<String> backends = new HashSet<>();
    GroundTruthComparison groundTruthComparison = GroundTruthComparison.empty();
    int audits = 0;
    while (!enough.test(groundTruthComparison) && System.nanoTime() < deadline) {
      Document document = audit.get();
      document
          .rows()
          .forEach(
              row -> backends.add(row.backendPid() + row.json().path("backendStart").asText()));
      groundTruthComparison = groundTruthComparison.plus(document.truth());
      audits++;
    }
    return new Rounds(audits, backends.size(), groundTruthComparison);
  }

  /** Nothing wrong, and enough seen to say so. */
  public void assertRightFor(int rows) {
    groundTruthComparison.assertNothingWrong();
    if (groundTruthComparison.inBothReadings() < rows) {
      throw new AssertionError(
          "only " + groundTruthComparison.inBothReadings() + " of " + rows + " rows: " + this);
    }
  }

  @Override
  public String toString() {
    return audits + " audits, " + backends + " backends: " + groundTruthComparison.summary();
  }
}
