package dev.pgtether.correlation.engine;

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

/**
 * Compares the rows of A1 and A2: which backends are in both, and which share a client endpoint.
 */
final class ActivityComparison {

  private final Set<BackendId> appeared = new HashSet<>();
  private final Map<Endpoint, EndpointSharers> sharersByEndpoint = new HashMap<>(0);
  private final boolean noRowsHidden;
  private final int vanishedBackends;

  private ActivityComparison(ActivitySnapshot first, ActivitySnapshot second) {
    Map<Endpoint, BackendId> backendByEndpoint = HashMap.newHashMap(first.backends().size());
    Map<BackendId, ClientAddress> clientsWithoutEndpoint = new HashMap<>();
    for (Backend backend : first.backends()) {
      Endpoint endpoint = backend.tcpClient();
      if (endpoint == null) {
        clientsWithoutEndpoint.put(backend.id(), backend.client());
      } else {
        recordAtEndpoint(backendByEndpoint, endpoint, backend.id());
      }
    }
    for (Backend backend : second.backends()) {
      Endpoint endpoint = backend.tcpClient();
      boolean inFirstReading =
          endpoint == null
              ? backend.client().equals(clientsWithoutEndpoint.get(backend.id()))
              : recordAtEndpoint(backendByEndpoint, endpoint, backend.id());
      if (!inFirstReading) {
        appeared.add(backend.id());
      }
    }
    if (!sharersByEndpoint.isEmpty()) {
      fillSharers(first, second);
    }
    noRowsHidden = first.hiddenRows() == 0 && second.hiddenRows() == 0;
    vanishedBackends = first.backends().size() - (second.backends().size() - appeared.size());
  }

  static ActivityComparison of(ActivitySnapshot first, ActivitySnapshot second) {
    return new ActivityComparison(first, second);
  }

  /**
   * Records {@code backend} at {@code endpoint}, and that backends share it when another one is
   * recorded there already. Returns whether the same backend is recorded there already.
   */
  private boolean recordAtEndpoint(
      Map<Endpoint, BackendId> backendByEndpoint, Endpoint endpoint, BackendId backend) {
    BackendId other = backendByEndpoint.putIfAbsent(endpoint, backend);
    if (other == null) {
      return false;
    }
    boolean same = other.equals(backend);
    if (!same) {
      sharersByEndpoint.computeIfAbsent(endpoint, at -> new EndpointSharers());
    }
    return same;
  }

  /**
   * Collects the backends of each shared endpoint. Which endpoints are shared is known only after
   * both readings. The row of A2 replaces that of A1.
   */
  private void fillSharers(ActivitySnapshot first, ActivitySnapshot second) {
    for (Backend backend : first.backends()) {
      EndpointSharers endpointSharers = sharersAt(backend);
      if (endpointSharers != null) {
        endpointSharers.add(backend, false);
      }
    }
    for (Backend backend : second.backends()) {
      EndpointSharers endpointSharers = sharersAt(backend);
      if (endpointSharers != null && endpointSharers.add(backend, true)) {
        appeared.remove(backend.id());
      }
    }
    sharersByEndpoint.values().forEach(EndpointSharers::sort);
  }

  private @Nullable EndpointSharers sharersAt(Backend backend) {
    Endpoint endpoint = sharersByEndpoint.isEmpty() ? null : backend.tcpClient();
    return endpoint == null ? null : sharersByEndpoint.get(endpoint);
  }

  /** A1 has the backend of A2 too, with the same client address and port. */
  boolean isInFirstReading(Backend backend) {
    return !appeared.contains(backend.id());
  }

  /** Another backend of A1 or A2 has the same client endpoint. */
  boolean sharesEndpoint(Backend backend) {
    return sharersAt(backend) != null;
  }

  /**
   * The backends of A1 and A2 at the client endpoint of {@code backend}, itself included, the
   * youngest first; empty when it is the only one.
   */
  List<EndpointSharers.Sharer> sharersOf(Backend backend) {
    EndpointSharers endpointSharers = sharersAt(backend);
    return endpointSharers == null ? List.of() : endpointSharers.youngestFirst();
  }

  /**
   * No row was hidden in either reading, so every session that has a row was seen with its client
   * address.
   */
  boolean hasNoHiddenRows() {
    return noRowsHidden;
  }

  /** The number of backends that only A1 has. */
  int vanishedBackends() {
    return vanishedBackends;
  }
}
