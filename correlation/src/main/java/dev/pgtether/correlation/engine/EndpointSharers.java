package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Several backends that have had one client endpoint. */
final class EndpointSharers {

  private static final Comparator<Sharer> YOUNGEST_FIRST =
      Comparator.<Sharer>comparingLong(sharer -> sharer.backend().id().startMicros())
          .thenComparingInt(sharer -> sharer.backend().id().pid())
          .reversed();

  private final Map<BackendId, Sharer> rows = new HashMap<>();
  private List<Sharer> youngestFirst = List.of();

  /**
   * A backend's last row.
   *
   * @param inSecondReading in A2; otherwise only A1 had it
   */
  record Sharer(Backend backend, boolean inSecondReading) {}

  /** Returns whether the backend has been here before. */
  boolean add(Backend backend, boolean standing) {
    return rows.put(backend.id(), new Sharer(backend, standing)) != null;
  }

  void sort() {
    youngestFirst = rows.values().stream().sorted(YOUNGEST_FIRST).toList();
  }

  List<Sharer> youngestFirst() {
    return youngestFirst;
  }
}
