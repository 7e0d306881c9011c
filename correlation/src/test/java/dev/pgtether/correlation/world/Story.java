package dev.pgtether.correlation.world;

import dev.pgtether.correlation.pairing.Correlation;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Outcome;
import java.util.function.BiConsumer;

/** A world, and three audits of it about the time at which something happens to somebody. */
final class Story {

  private static final int AUDITS = 3;

  private final Chance chance;
  private final Manners manners;
  private final World world;

  private Story(Chance chance, Manners manners, World world) {
    this.chance = chance;
    this.manners = manners;
    this.world = world;
  }

  static Story drawn(long seed, double pipelines, boolean detours) {
    Chance chance = new Chance(seed);
    Manners manners =
        new Manners(chance.hits(0.25), chance.hits(0.6), 0.25, pipelines, 5_000, detours);
    return new Story(chance, manners, World.drawn(chance, manners));
  }

  Truth truth() {
    return new Truth(world);
  }

  /** Another die, that changes nothing of the story. */
  Chance aside() {
    return new Chance(chance.between(0, Integer.MAX_VALUE));
  }

  void audit(BiConsumer<Observation, Outcome.Paired> eachAudit) {
    Audits audits = new Audits(world, Eyes.drawn(chance), chance, manners.offersTls());
    Memory memory = Memory.NONE;
    long before = chance.spread(10, 5_000_000) * (chance.hits(0.8) ? 1 : -1);
    long begin = Math.max(0, world.someMoment(chance) - before);
    for (int i = 0; i < AUDITS; i++) {
      Observation observation = audits.at(begin, memory);
      Outcome.Paired paired = (Outcome.Paired) Correlation.pair(observation);
      eachAudit.accept(observation, paired);
      memory = paired.memory();
      begin = observation.second().read().endNanos() / 1_000 + chance.spread(1_000, 30_000_000);
    }
  }
}
