package dev.pgtether.correlation.world;

import dev.pgtether.correlation.pairing.Correlation;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Outcome;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class WorldTest {

  @Property(tries = 5_000, shrinking = ShrinkingMode.OFF)
  void noProcessIsNamedThatIsNotTheClient(@ForAll long seed) {
    audits(seed, new Manners(seed % 4 == 0, seed % 3 != 0, 0.25, 0, 3_000, true));
  }

  static void audits(long seed, Manners manners) {
    Chance chance = new Chance(seed);
    World world = World.drawn(chance, manners);
    Eyes eyes = Eyes.drawn(chance);
    Audits audits = new Audits(world, eyes, chance, manners.offersTls());
    Truth truth = new Truth(world);
    Memory memory = Memory.NONE;
    long begin =
        Math.max(
            0,
            world.someMoment(chance) - chance.spread(10, 5_000_000) * (chance.hits(0.8) ? 1 : -1));
    for (int i = 0; i < 3; i++) {
      Observation observation = audits.at(begin, memory);
      Outcome.Paired paired = (Outcome.Paired) Correlation.pair(observation);
      truth.mustHold(observation, paired);
      memory = paired.memory();
      begin = observation.second().read().endNanos() / 1_000 + chance.spread(1_000, 30_000_000);
    }
  }
}
