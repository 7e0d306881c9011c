package dev.pgtether.correlation.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.HashSet;
import java.util.Set;

/** Compares the pairings of an audit with the truth. */
final class GroundTruthCheck {

  private final SimulatedNetwork network;

  GroundTruthCheck(SimulatedNetwork network) {
    this.network = network;
  }

  void check(AuditObservation auditObservation, PairingOutcome.Paired paired) {
    assertThat(paired.pairings()).hasSameSizeAs(auditObservation.secondReading().backends());
    Set<Integer> named = new HashSet<>();
    for (Pairing pairing : paired.pairings()) {
      SimulatedConnection simulatedConnection = network.servedBy(pairing.backend().id());
      ClientSocket socket = pairing.socket();
      if (socket != null) {
        // The simulation marks each socket with its connection's number as uid; pairing ignores the
        // uid.
        SimulatedConnection other = network.byNumber(socket.uid());
        if (other != simulatedConnection
            && !KnownLimits.cover(pairing, simulatedConnection, other, auditObservation)) {
          failWith(
              "names connection #%d's socket".formatted(socket.uid()), pairing, auditObservation);
        }
        if (!named.add(socket.uid())) {
          failWith("names a socket twice", pairing, auditObservation);
        }
      }
      if (pairing.verdict() == Verdict.GHOST) {
        long scanned = auditObservation.reports().getFirst().scanInterval().endNanos() / 1_000;
        if (simulatedConnection.timeline.ended() > scanned
            && !KnownLimits.usesUnknownRewrite(simulatedConnection)) {
          failWith("calls a living client a ghost", pairing, auditObservation);
        }
      }
    }
  }

  private void failWith(String wrong, Pairing pairing, AuditObservation auditObservation) {
    fail(
        "connection #%d: %s%n%s%nA1 %s%nS %s%nA2 %s%nmemory %s%nworld%s",
        network.servedBy(pairing.backend().id()).number,
        wrong,
        pairing,
        auditObservation.firstReading(),
        auditObservation.reports(),
        auditObservation.secondReading(),
        auditObservation.memory(),
        network);
  }
}
