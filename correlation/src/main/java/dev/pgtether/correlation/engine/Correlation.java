package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pairs the backends of an audit with client sockets and their processes. */
public final class Correlation {

  private static final Comparator<Backend> BY_PID =
      Comparator.<Backend>comparingInt(backend -> backend.id().pid())
          .thenComparingLong(backend -> backend.id().startMicros());

  private Correlation() {}

  /**
   * Pairs every backend of A2. The result is deterministic and does not depend on the order of
   * rows, reports and sockets. The time is linear in the number of backends and sockets.
   *
   * @return {@link PairingOutcome.Voided} when different backends or servers answered the two
   *     readings
   */
  public static PairingOutcome pair(AuditObservation auditObservation) {
    var first = auditObservation.firstReading();
    var second = auditObservation.secondReading();
    if (!first.server().isSameAs(second.server())) {
      return new PairingOutcome.Voided(first.server(), second.server());
    }
    ActivityComparison activityComparison = ActivityComparison.of(first, second);
    PairingDispatcher pairingDispatcher =
        PairingDispatcher.of(auditObservation, activityComparison);
    List<Backend> backends = byPid(second.backends());
    List<PairingDecision> decisions = new ArrayList<>(backends.size());
    SocketClaims socketClaims = new SocketClaims();
    for (Backend backend : backends) {
      PairingDecision pairingDecision = pairingDispatcher.decide(backend);
      if (activityComparison.sharesEndpoint(backend)) {
        Integer rivalIndex = socketClaims.claim(decisions.size(), pairingDecision.pairing());
        if (rivalIndex != null) {
          pairingDecision = SocketClaims.withRival(pairingDecision, backends.get(rivalIndex));
          decisions.set(rivalIndex, SocketClaims.withRival(decisions.get(rivalIndex), backend));
        }
      }
      decisions.add(pairingDecision);
    }
    return outcome(auditObservation, activityComparison, decisions);
  }

  /** Sorts by pid, as plain numbers: comparing a million records scattered in memory is slow. */
  private static List<Backend> byPid(List<Backend> rows) {
    long[] keys = new long[rows.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) rows.get(i).id().pid() << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    List<Backend> sorted = new ArrayList<>(keys.length);
    boolean unique = true;
    for (int i = 0; i < keys.length; i++) {
      sorted.add(rows.get((int) keys[i]));
      unique &= i == 0 || keys[i] >> Integer.SIZE != keys[i - 1] >> Integer.SIZE;
    }
    if (!unique) {
      sorted.sort(BY_PID); // PostgreSQL reused a pid while the rows were read
    }
    return sorted;
  }

  private static PairingOutcome outcome(
      AuditObservation auditObservation,
      ActivityComparison activityComparison,
      List<PairingDecision> decisions) {
    var second = auditObservation.secondReading();
    Map<BackendId, PairingMemory.RememberedBackend> earlier = auditObservation.memory().backends();
    List<Pairing> pairings = new ArrayList<>(decisions.size());
    Map<BackendId, PairingMemory.RememberedBackend> memory = HashMap.newHashMap(decisions.size());
    for (PairingDecision pairingDecision : decisions) {
      BackendId id = pairingDecision.pairing().backend().id();
      pairings.add(pairingDecision.pairing());
      memory.put(id, pairingDecision.memoryAfter(earlier.get(id)));
    }
    return new PairingOutcome.Paired(
        pairings,
        activityComparison.vanishedBackends(),
        second.hiddenRows(),
        new PairingMemory(memory));
  }
}
