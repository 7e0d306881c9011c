package dev.pgtether.correlation.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.engine.Correlation;
import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Audits simulated networks, with the same seeds each time. {@code -Dpgtether.worlds=1000000} runs
 * more seeds, {@code -Dpgtether.worlds.from} other ones.
 */
class SimulatedNetworkTest {

  private static final long WORLDS = Long.getLong("pgtether.worlds", 20_000);
  private static final long FROM = Long.getLong("pgtether.worlds.from", 0);

  @ParameterizedTest(name = "share of queries sent ahead {0}, unknown rewrites {1}")
  @CsvSource({"0, false", "0.3, false", "0, true", "0.3, true"})
  void no_wrong_socket_is_named_and_no_live_client_is_called_a_ghost(
      double pipelinedShare, boolean unknownRewrites) {
    for (long seed = FROM; seed < FROM + WORLDS; seed++) {
      // Given
      SimulationRun simulationRun = SimulationRun.random(seed, pipelinedShare, unknownRewrites);
      // When, Then
      simulationRun.audit(simulationRun.groundTruth()::check);
    }
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void with_less_to_see_no_wrong_socket_is_named(@ForAll long seed) {
    SimulationRun simulationRun = SimulationRun.random(seed, 0, false);
    SeededRandom otherRandom = simulationRun.independentRandom();
    simulationRun.audit(
        (auditObservation, full) -> {
          AuditObservation less = ObservationVariants.withLess(auditObservation, otherRandom);
          simulationRun.groundTruth().check(less, (PairingOutcome.Paired) Correlation.pair(less));
        });
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void the_order_of_rows_reports_namespaces_and_sockets_changes_nothing(
      @ForAll long seed, @ForAll long order) {
    SimulationRun.random(seed, 0.1, true)
        .audit(
            (auditObservation, paired) ->
                assertThat(Correlation.pair(ObservationVariants.reordered(auditObservation, order)))
                    .isEqualTo(paired));
  }

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void an_unrelated_client_changes_nothing_for_the_others(@ForAll long seed) {
    SimulationRun.random(seed, 0.1, true)
        .audit(
            (auditObservation, paired) -> {
              var withUnrelated =
                  (PairingOutcome.Paired)
                      Correlation.pair(ObservationVariants.withUnrelatedClient(auditObservation));
              List<Pairing> others =
                  withUnrelated.pairings().stream()
                      .filter(
                          pairing ->
                              pairing.backend().id().pid() != ObservationVariants.UNRELATED_PID)
                      .toList();
              assertThat(others).isEqualTo(paired.pairings());
            });
  }

  @Test
  void without_client_exits_every_idle_backend_is_named_at_once_and_most_others_soon() {
    // Given
    SeededRandom random = new SeededRandom(18);
    SimulationSettings settings = new SimulationSettings(false, true, 0, 0, 3_000, false);
    SimulatedNetwork network = SimulatedNetwork.withoutExits(random, settings, 2_000);
    AgentPermissions remote =
        new AgentPermissions(
            false, false, true, true, false, true, SocketListing.DIAG_ONE_PASS, 4_000);
    SimulatedAudits simulatedAudits = new SimulatedAudits(network, remote, random, true);
    PairingMemory pairingMemory = PairingMemory.NONE;
    long begin = 120_000_000;
    for (int i = 0; i < 5; i++) {
      // When
      AuditObservation auditObservation = simulatedAudits.at(begin, pairingMemory);
      PairingOutcome.Paired paired = (PairingOutcome.Paired) Correlation.pair(auditObservation);
      // Then
      for (Pairing pairing : paired.pairings()) {
        if (pairing.backend().waitsForClient() && isScanned(pairing)) {
          assertThat(pairing.verdict()).as("%s", pairing).isEqualTo(Verdict.EXACT);
        }
      }
      pairingMemory = paired.memory();
      begin += 30_000_000;
      if (i == 4) {
        assertThat(shareOfExact(paired)).isGreaterThan(0.95);
      }
    }
  }

  private static boolean isScanned(Pairing pairing) {
    return pairing.verdict() != Verdict.LOCAL && pairing.verdict() != Verdict.EXTERNAL;
  }

  private static double shareOfExact(PairingOutcome.Paired paired) {
    List<Pairing> seen =
        paired.pairings().stream().filter(SimulatedNetworkTest::isScanned).toList();
    long exact = seen.stream().filter(one -> one.verdict() == Verdict.EXACT).count();
    return (double) exact / seen.size();
  }
}
