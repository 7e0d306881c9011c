package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
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
   * Pairs every backend of A2. Deterministic, linear, and the same for any order of rows, reports
   * and sockets.
   *
   * @return {@link Outcome.Voided} when the two readings were not answered by the same backend of
   *     the same server
   */
  public static Outcome pair(Observation observation) {
    var first = observation.first();
    var second = observation.second();
    if (!first.server().isSameAs(second.server())) {
      return new Outcome.Voided(first.server(), second.server());
    }
    Rows rows = Rows.of(first, second);
    Pairers pairers = Pairers.of(observation, rows);
    List<Backend> backends = byPid(second.backends());
    List<Decision> decisions = new ArrayList<>(backends.size());
    Claims claims = new Claims();
    for (Backend backend : backends) {
      Decision decision = pairers.decide(backend);
      if (rows.isCrowded(backend)) {
        Integer rival = claims.enter(decisions.size(), decision.pairing());
        if (rival != null) {
          decision = Claims.contested(decision, backends.get(rival));
          decisions.set(rival, Claims.contested(decisions.get(rival), backend));
        }
      }
      decisions.add(decision);
    }
    return outcome(observation, rows, decisions);
  }

  /** Sorted as plain numbers: comparing a million records scattered in memory is slow. */
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
      sorted.sort(BY_PID); // a pid that was used again while the rows were read
    }
    return sorted;
  }

  private static Outcome outcome(Observation observation, Rows rows, List<Decision> decisions) {
    var second = observation.second();
    Map<BackendId, Memory.Seen> earlier = observation.memory().backends();
    List<Pairing> pairings = new ArrayList<>(decisions.size());
    Map<BackendId, Memory.Seen> memory = HashMap.newHashMap(decisions.size());
    for (Decision decision : decisions) {
      BackendId id = decision.pairing().backend().id();
      pairings.add(decision.pairing());
      memory.put(id, decision.remembered(earlier.get(id)));
    }
    return new Outcome.Paired(pairings, rows.vanished(), second.hidden(), new Memory(memory));
  }
}
