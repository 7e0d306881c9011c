package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of A1 and A2 together: who stood in both, and who shares a client endpoint. */
final class Rows {

  private static final Comparator<Row> YOUNGEST_FIRST =
      Comparator.<Row>comparingLong(row -> row.backend().id().startMicros())
          .thenComparingInt(row -> row.backend().id().pid())
          .reversed();

  private final Map<BackendId, Backend> first;
  private final Map<Endpoint, Row> seats;
  private final Map<Endpoint, List<Row>> crowds = new HashMap<>(0);

  private final boolean allSeen;

  /**
   * A backend's last row.
   *
   * @param standing in A2; otherwise only A1 had it
   */
  record Row(Backend backend, boolean standing) {}

  private Rows(ActivitySnapshot first, ActivitySnapshot second) {
    int firstCount = first.backends().size();
    this.first = HashMap.newHashMap(firstCount);
    seats = HashMap.newHashMap(Math.max(firstCount, second.backends().size()));
    allSeen = first.hidden() == 0 && second.hidden() == 0;
  }

  static Rows of(ActivitySnapshot first, ActivitySnapshot second) {
    Rows rows = new Rows(first, second);
    second.backends().forEach(backend -> rows.seat(backend, true));
    for (Backend backend : first.backends()) {
      rows.first.put(backend.id(), backend);
      rows.seat(backend, false);
    }
    return rows;
  }

  private void seat(Backend backend, boolean standing) {
    Endpoint endpoint = backend.tcpClient();
    if (endpoint == null) {
      return;
    }
    Row row = new Row(backend, standing);
    Row sitting = seats.putIfAbsent(endpoint, row);
    if (sitting == null || sitting.backend().id().equals(backend.id())) {
      return;
    }
    List<Row> crowd = crowds.computeIfAbsent(endpoint, at -> new ArrayList<>(List.of(sitting)));
    if (crowd.stream().noneMatch(other -> other.backend().id().equals(backend.id()))) {
      crowd.add(row);
    }
  }

  /** The backend's row in A1, unless it has appeared since or its client address was another. */
  @Nullable Backend inFirst(Backend backend) {
    Backend before = first.get(backend.id());
    return before != null && before.client().equals(backend.client()) ? before : null;
  }

  /** Other backends have had the same client endpoint in A1 or A2. */
  boolean isCrowded(Backend backend) {
    Endpoint endpoint = backend.tcpClient();
    return endpoint != null && crowds.containsKey(endpoint);
  }

  /** Other backends at the same client endpoint, in A1 or A2, the youngest first. */
  List<Row> others(Backend backend, Endpoint endpoint) {
    List<Row> crowd = crowds.get(endpoint);
    return crowd == null
        ? List.of()
        : crowd.stream()
            .filter(row -> !row.backend().id().equals(backend.id()))
            .sorted(YOUNGEST_FIRST)
            .toList();
  }

  /**
   * No row was hidden in either reading, so every authenticated session was seen with its address.
   */
  boolean areAllSeen() {
    return allSeen;
  }

  /** How many backends of A1 are not in {@code second}. */
  int vanished(ActivitySnapshot second) {
    int standing = 0;
    for (Backend backend : second.backends()) {
      if (first.containsKey(backend.id())) {
        standing++;
      }
    }
    return first.size() - standing;
  }
}
