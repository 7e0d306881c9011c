package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of A1 and A2 together: who stood in both, and who shares a client endpoint. */
final class Rows {

  private final Set<BackendId> appeared = new HashSet<>();
  private final Map<Endpoint, Crowd> crowds = new HashMap<>(0);
  private final boolean allSeen;
  private final int vanished;

  private Rows(ActivitySnapshot first, ActivitySnapshot second) {
    Map<Endpoint, BackendId> seats = HashMap.newHashMap(first.backends().size());
    Map<BackendId, ClientAddress> apart = new HashMap<>();
    for (Backend backend : first.backends()) {
      Endpoint endpoint = backend.tcpClient();
      if (endpoint == null) {
        apart.put(backend.id(), backend.client());
      } else {
        seat(seats, endpoint, backend.id());
      }
    }
    for (Backend backend : second.backends()) {
      Endpoint endpoint = backend.tcpClient();
      boolean stood =
          endpoint == null
              ? backend.client().equals(apart.get(backend.id()))
              : seat(seats, endpoint, backend.id());
      if (!stood) {
        appeared.add(backend.id());
      }
    }
    if (!crowds.isEmpty()) {
      crowd(first, second);
    }
    allSeen = first.hidden() == 0 && second.hidden() == 0;
    vanished = first.backends().size() - (second.backends().size() - appeared.size());
  }

  static Rows of(ActivitySnapshot first, ActivitySnapshot second) {
    return new Rows(first, second);
  }

  /** Returns whether the backend has sat there before. */
  private boolean seat(Map<Endpoint, BackendId> seats, Endpoint endpoint, BackendId backend) {
    BackendId sitting = seats.putIfAbsent(endpoint, backend);
    if (sitting == null) {
      return false;
    }
    boolean same = sitting.equals(backend);
    if (!same) {
      crowds.computeIfAbsent(endpoint, at -> new Crowd());
    }
    return same;
  }

  /** Who is in the crowds, A2's row where there is one: known only now. */
  private void crowd(ActivitySnapshot first, ActivitySnapshot second) {
    for (Backend backend : first.backends()) {
      Crowd crowd = crowdOf(backend);
      if (crowd != null) {
        crowd.enter(backend, false);
      }
    }
    for (Backend backend : second.backends()) {
      Crowd crowd = crowdOf(backend);
      if (crowd != null && crowd.enter(backend, true)) {
        appeared.remove(backend.id());
      }
    }
    crowds.values().forEach(Crowd::close);
  }

  private @Nullable Crowd crowdOf(Backend backend) {
    Endpoint endpoint = crowds.isEmpty() ? null : backend.tcpClient();
    return endpoint == null ? null : crowds.get(endpoint);
  }

  /** The backend of A2 stood in A1 with the same client address. */
  boolean stoodInFirst(Backend backend) {
    return !appeared.contains(backend.id());
  }

  /** Other backends have had the same client endpoint in A1 or A2. */
  boolean isCrowded(Backend backend) {
    return crowdOf(backend) != null;
  }

  /**
   * The backends of A1 and A2 at {@code backend}'s client endpoint, itself among them, the youngest
   * first; empty when it is the only one.
   */
  List<Crowd.Row> crowdAround(Backend backend) {
    Crowd crowd = crowdOf(backend);
    return crowd == null ? List.of() : crowd.youngestFirst();
  }

  /**
   * No row was hidden in either reading, so every authenticated session was seen with its address.
   */
  boolean areAllSeen() {
    return allSeen;
  }

  /** How many backends only A1 had. */
  int vanished() {
    return vanished;
  }
}
