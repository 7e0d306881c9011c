package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Several backends that have had one client endpoint. */
final class Crowd {

  private static final Comparator<Row> YOUNGEST_FIRST =
      Comparator.<Row>comparingLong(row -> row.backend().id().startMicros())
          .thenComparingInt(row -> row.backend().id().pid())
          .reversed();

  private final Map<BackendId, Row> rows = new HashMap<>();
  private List<Row> youngestFirst = List.of();

  /**
   * A backend's last row.
   *
   * @param standing in A2; otherwise only A1 had it
   */
  record Row(Backend backend, boolean standing) {}

  /** Returns whether the backend has been here before. */
  boolean enter(Backend backend, boolean standing) {
    return rows.put(backend.id(), new Row(backend, standing)) != null;
  }

  void close() {
    youngestFirst = rows.values().stream().sorted(YOUNGEST_FIRST).toList();
  }

  List<Row> youngestFirst() {
    return youngestFirst;
  }
}
