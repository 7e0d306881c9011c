package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.Endpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of A1 and A2 together: who stood in both, and who shares a client endpoint with a
 * younger backend.
 */
final class Rows {

  private final Map<BackendId, Backend> first;
  private final Map<Endpoint, Youngest> youngest;

  private Rows(Map<BackendId, Backend> first, Map<Endpoint, Youngest> youngest) {
    this.first = first;
    this.youngest = youngest;
  }

  static Rows of(ActivitySnapshot first, ActivitySnapshot second) {
    Map<BackendId, Backend> byId = HashMap.newHashMap(first.backends().size());
    Map<Endpoint, Youngest> youngest = HashMap.newHashMap(second.backends().size());
    for (Backend backend : first.backends()) {
      byId.put(backend.id(), backend);
    }
    for (List<Backend> rows : List.of(first.backends(), second.backends())) {
      for (Backend backend : rows) {
        Endpoint endpoint = backend.tcpClient();
        if (endpoint != null) {
          youngest.merge(endpoint, new Youngest(backend.id(), null), Youngest::and);
        }
      }
    }
    return new Rows(byId, youngest);
  }

  /** The backend stood in A1 with the same client address. */
  boolean stoodInFirst(Backend backend) {
    Backend before = first.get(backend.id());
    return before != null && before.client().equals(backend.client());
  }

  /**
   * A backend at the same client endpoint that began no earlier; null when this one is the only
   * youngest.
   */
  @Nullable BackendId notElder(Backend backend, Endpoint endpoint) {
    Youngest at = youngest.get(endpoint);
    if (at == null) {
      return null;
    }
    return at.backend.equals(backend.id()) ? at.twin : at.backend;
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

  /**
   * The youngest backend at an endpoint.
   *
   * @param twin another that began in the same microsecond, so that neither is younger
   */
  private record Youngest(BackendId backend, @Nullable BackendId twin) {

    Youngest and(Youngest other) {
      if (backend.equals(other.backend)) {
        return this;
      }
      int age = Long.compare(backend.startMicros(), other.backend.startMicros());
      if (age == 0) {
        return backend.pid() < other.backend.pid()
            ? new Youngest(backend, other.backend)
            : new Youngest(other.backend, backend);
      }
      return age > 0 ? this : other;
    }
  }
}
