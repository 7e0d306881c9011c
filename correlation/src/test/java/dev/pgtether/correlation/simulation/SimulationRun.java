package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.engine.Correlation;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import java.util.function.BiConsumer;

/** A simulated network and three audits of it, the first one near a random event. */
final class SimulationRun {

  private static final int AUDITS = 3;

  private final SeededRandom random;
  private final SimulationSettings settings;
  private final SimulatedNetwork network;

  private SimulationRun(
      SeededRandom random, SimulationSettings settings, SimulatedNetwork network) {
    this.random = random;
    this.settings = settings;
    this.network = network;
  }

  static SimulationRun random(long seed, double pipelinedShare, boolean unknownRewrites) {
    SeededRandom random = new SeededRandom(seed);
    SimulationSettings settings =
        new SimulationSettings(
            random.nextBoolean(0.25),
            random.nextBoolean(0.6),
            0.25,
            pipelinedShare,
            5_000,
            unknownRewrites);
    return new SimulationRun(random, settings, SimulatedNetwork.random(random, settings));
  }

  GroundTruthCheck groundTruth() {
    return new GroundTruthCheck(network);
  }

  /** A second source of random values, which does not change the simulation. */
  SeededRandom independentRandom() {
    return new SeededRandom(random.between(0, Integer.MAX_VALUE));
  }

  void audit(BiConsumer<AuditObservation, PairingOutcome.Paired> eachAudit) {
    SimulatedAudits simulatedAudits =
        new SimulatedAudits(network, AgentPermissions.random(random), random, settings.offersTls());
    PairingMemory pairingMemory = PairingMemory.NONE;
    long before = random.logUniform(10, 5_000_000) * (random.nextBoolean(0.8) ? 1 : -1);
    long begin = Math.max(0, network.momentNearEvent(random) - before);
    for (int i = 0; i < AUDITS; i++) {
      AuditObservation auditObservation = simulatedAudits.at(begin, pairingMemory);
      PairingOutcome.Paired paired = (PairingOutcome.Paired) Correlation.pair(auditObservation);
      eachAudit.accept(auditObservation, paired);
      pairingMemory = paired.memory();
      begin =
          auditObservation.secondReading().readInterval().endNanos() / 1_000
              + random.logUniform(1_000, 30_000_000);
    }
  }
}
