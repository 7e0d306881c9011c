package dev.pgtether.correlation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Outcome;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.HashSet;
import java.util.Set;

/** Holds what an audit says against what is so. */
final class Truth {

  private final World world;

  Truth(World world) {
    this.world = world;
  }

  void mustHold(Observation observation, Outcome.Paired paired) {
    assertThat(paired.pairings()).hasSameSizeAs(observation.second().backends());
    Set<Integer> named = new HashSet<>();
    for (Pairing pairing : paired.pairings()) {
      Connection connection = world.of(pairing.backend().id());
      ClientSocket socket = pairing.socket();
      if (socket != null) {
        // uid is the simulation's mark on a socket: pairing never reads it.
        Connection other = world.numbered(socket.uid());
        if (other != connection && !KnownLimits.cover(pairing, connection, other, observation)) {
          tell("names connection #%d's socket".formatted(socket.uid()), pairing, observation);
        }
        if (!named.add(socket.uid())) {
          tell("names a socket twice", pairing, observation);
        }
      }
      if (pairing.verdict() == Verdict.GHOST) {
        long scanned = observation.reports().getFirst().scan().endNanos() / 1_000;
        if (connection.life.ended() > scanned && !KnownLimits.isDetour(connection)) {
          tell("calls a living client a ghost", pairing, observation);
        }
      }
    }
  }

  private void tell(String wrong, Pairing pairing, Observation observation) {
    fail(
        "connection #%d: %s%n%s%nA1 %s%nS %s%nA2 %s%nmemory %s%nworld%s",
        world.of(pairing.backend().id()).number,
        wrong,
        pairing,
        observation.first(),
        observation.reports(),
        observation.second(),
        observation.memory(),
        world);
  }
}
