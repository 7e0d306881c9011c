package dev.pgtether.operator.cluster.services;

import dev.pgtether.correlation.fact.Endpoint;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind one port of a Service, and how long one endpoint has stood there alone.
 *
 * @param current where its connections go
 * @param soleEndpoint the endpoint that was the last to stand there, and stood there alone; null
 *     when there were several, or never one
 * @param sinceMicros since when that, or the several, has been so; times of nobody being there do
 *     not count, for nobody could be reached. µs since the epoch on the operator's clock
 * @param former those that stood there before, as far as was heard: their connections may live on
 */
record PortHistory(
    Set<Endpoint> current,
    @Nullable Endpoint soleEndpoint,
    long sinceMicros,
    Set<Endpoint> former) {

  static final PortHistory EMPTY = new PortHistory(Set.of(), null, Long.MIN_VALUE, Set.of());

  /** kube-proxy may still send connections to those before (minSyncPeriod 1 s, and a slow node). */
  private static final long KUBE_PROXY_LAG_MICROS = 10_000_000;

  private static final int MAX_FORMER = 32;

  PortHistory {
    current = Set.copyOf(current);
    former = Set.copyOf(former);
  }

  /**
   * Seen for the first time.
   *
   * @param writtenMicros when the API server was last told, {@link Long#MAX_VALUE} when nobody says
   */
  static PortHistory firstSeen(Set<Endpoint> now, long writtenMicros, long atMicros) {
    return new PortHistory(now, soleOf(now), Math.min(atMicros, writtenMicros), Set.of());
  }

  /** Heard anew, without a gap. */
  PortHistory updated(Set<Endpoint> endpoints, long atMicros) {
    if (endpoints.equals(current)) {
      return this;
    }
    Endpoint sole = soleOf(endpoints);
    boolean nobodyElse = sole != null && sole.equals(soleEndpoint);
    if (endpoints.isEmpty() || nobodyElse) {
      return new PortHistory(endpoints, soleEndpoint, sinceMicros, formerAfter(endpoints));
    }
    boolean nobodyBefore = current.isEmpty() && former.isEmpty();
    long since = nobodyBefore ? atMicros : atMicros + KUBE_PROXY_LAG_MICROS;
    return new PortHistory(endpoints, sole, since, formerAfter(endpoints));
  }

  /** Heard anew after a gap, in which it may have changed and changed back. */
  PortHistory afterGap(
      Set<Endpoint> endpoints, long writtenMicros, long lastHeardMicros, long atMicros) {
    if (!endpoints.equals(current)) {
      return updated(endpoints, atMicros);
    }
    return writtenMicros < lastHeardMicros
        ? this
        : new PortHistory(current, soleEndpoint, Math.min(atMicros, writtenMicros), former);
  }

  private Set<Endpoint> formerAfter(Set<Endpoint> endpoints) {
    Set<Endpoint> left = new HashSet<>(former);
    for (Endpoint endpoint : current) {
      if (left.size() < MAX_FORMER) {
        left.add(endpoint);
      }
    }
    left.removeAll(endpoints);
    return left;
  }

  private static @Nullable Endpoint soleOf(Set<Endpoint> endpoints) {
    return endpoints.size() == 1 ? endpoints.iterator().next() : null;
  }
}
