package dev.pgtether.correlation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.Visibility.Listing;
import dev.pgtether.correlation.pairing.Correlation;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Outcome;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Audits of simulated worlds. The same worlds each time; {@code -Dpgtether.worlds=1000000} looks at
 * more, {@code -Dpgtether.worlds.from} at others.
 */
class WorldTest {

  private static final long WORLDS = Long.getLong("pgtether.worlds", 20_000);
  private static final long FROM = Long.getLong("pgtether.worlds.from", 0);

  @ParameterizedTest(name = "share of queries sent ahead {0}, rewritten addresses {1}")
  @CsvSource({"0, false", "0.3, false", "0, true", "0.3, true"})
  void noSocketIsNamedThatIsNotTheBackendsAndNoLivingClientIsCalledAGhost(
      double pipelines, boolean detours) {
    for (long seed = FROM; seed < FROM + WORLDS; seed++) {
      // Given
      Story story = Story.drawn(seed, pipelines, detours);
      // When, Then
      story.audit(story.truth()::mustHold);
    }
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void whoSeesLessNamesNobodyWrongly(@ForAll long seed) {
    Story story = Story.drawn(seed, 0, false);
    Chance aside = story.aside();
    story.audit(
        (observation, full) -> {
          Observation less = Otherwise.withLess(observation, aside);
          story.truth().mustHold(less, (Outcome.Paired) Correlation.pair(less));
        });
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void theOrderOfRowsReportsNamespacesAndSocketsChangesNothing(
      @ForAll long seed, @ForAll long order) {
    Story.drawn(seed, 0.1, true)
        .audit(
            (observation, paired) ->
                assertThat(Correlation.pair(Otherwise.reordered(observation, order)))
                    .isEqualTo(paired));
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void aStrangerChangesNothingForTheOthers(@ForAll long seed) {
    Story.drawn(seed, 0.1, true)
        .audit(
            (observation, paired) -> {
              var joined = (Outcome.Paired) Correlation.pair(Otherwise.withStranger(observation));
              List<Pairing> others =
                  joined.pairings().stream()
                      .filter(pairing -> pairing.backend().id().pid() != Otherwise.STRANGER)
                      .toList();
              assertThat(others).isEqualTo(paired.pairings());
            });
  }

  @Test
  void whereNobodyLeavesEveryIdleBackendIsNamedAtOnceAndMostOthersSoon() {
    // Given
    Chance chance = new Chance(18);
    Manners manners = new Manners(false, true, 0, 0, 3_000, false);
    World world = World.calm(chance, manners, 2_000);
    Eyes remote = new Eyes(false, false, true, true, false, true, Listing.DIAG_ONE_PASS, 4_000);
    Audits audits = new Audits(world, remote, chance, true);
    Memory memory = Memory.NONE;
    long begin = 120_000_000;
    for (int i = 0; i < 5; i++) {
      // When
      Observation observation = audits.at(begin, memory);
      Outcome.Paired paired = (Outcome.Paired) Correlation.pair(observation);
      // Then
      for (Pairing pairing : paired.pairings()) {
        if (pairing.backend().waitsForClient() && isInSight(pairing)) {
          assertThat(pairing.verdict()).as("%s", pairing).isEqualTo(Verdict.EXACT);
        }
      }
      memory = paired.memory();
      begin += 30_000_000;
      if (i == 4) {
        assertThat(shareOfExact(paired)).isGreaterThan(0.95);
      }
    }
  }

  private static boolean isInSight(Pairing pairing) {
    return pairing.verdict() != Verdict.LOCAL && pairing.verdict() != Verdict.EXTERNAL;
  }

  private static double shareOfExact(Outcome.Paired paired) {
    List<Pairing> seen = paired.pairings().stream().filter(WorldTest::isInSight).toList();
    long exact = seen.stream().filter(one -> one.verdict() == Verdict.EXACT).count();
    return (double) exact / seen.size();
  }
}
