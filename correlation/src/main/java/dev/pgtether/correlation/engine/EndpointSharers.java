package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The backends of A1 and A2 that have the same client endpoint. */
final class EndpointSharers {

  private static final Comparator<Sharer> YOUNGEST_FIRST =
      Comparator.<Sharer>comparingLong(sharer -> sharer.backend().id().startMicros())
          .thenComparingInt(sharer -> sharer.backend().id().pid())
          .reversed();

  private final Map<BackendId, Sharer> sharers = new HashMap<>();
  private List<Sharer> youngestFirst = List.of();

  /**
   * One of these backends.
   *
   * @param backend its row in A2; its row in A1 when A2 does not have it
   * @param inSecondReading whether A2 has it
   */
  record Sharer(Backend backend, boolean inSecondReading) {}

  /** Adds or replaces a row. Returns whether the backend was already added. */
  boolean add(Backend backend, boolean inSecondReading) {
    return sharers.put(backend.id(), new Sharer(backend, inSecondReading)) != null;
  }

  void sort() {
    youngestFirst = sharers.values().stream().sorted(YOUNGEST_FIRST).toList();
  }

  List<Sharer> youngestFirst() {
    return youngestFirst;
  }
}
