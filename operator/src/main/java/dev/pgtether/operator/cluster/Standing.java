package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.Endpoint;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind one port of a Service, and how long one endpoint has stood there alone.
 *
 * @param now where its connections go
 * @param only the endpoint that was the last to stand there, and stood there alone; null when there
 *     were several, or never one
 * @param sinceMicros since when that, or the several, has been so; times of nobody being there do
 *     not count, for nobody could be reached. µs since the epoch on the operator's clock
 * @param former those that stood there before, as far as was heard: their connections may live on
 */
record Standing(
    Set<Endpoint> now, @Nullable Endpoint only, long sinceMicros, Set<Endpoint> former) {

  static final Standing EMPTY = new Standing(Set.of(), null, Long.MIN_VALUE, Set.of());

  /** kube-proxy may still send connections to those before (minSyncPeriod 1 s, and a slow node). */
  private static final long PROXIES_LEARN_MICROS = 10_000_000;

  private static final int FORMER_KEPT = 32;

  Standing {
    now = Set.copyOf(now);
    former = Set.copyOf(former);
  }

  /**
   * Seen for the first time.
   *
   * @param writtenMicros when the API server was last told, {@link Long#MAX_VALUE} when nobody says
   */
  static Standing first(Set<Endpoint> now, long writtenMicros, long atMicros) {
    return new Standing(now, single(now), Math.min(atMicros, writtenMicros), Set.of());
  }

  /** Heard anew, without a gap. */
  Standing next(Set<Endpoint> next, long atMicros) {
    if (next.equals(now)) {
      return this;
    }
    Endpoint single = single(next);
    boolean nobodyElse = single != null && single.equals(only);
    if (next.isEmpty() || nobodyElse) {
      return new Standing(next, only, sinceMicros, leavers(next));
    }
    boolean nobodyBefore = now.isEmpty() && former.isEmpty();
    long since = nobodyBefore ? atMicros : atMicros + PROXIES_LEARN_MICROS;
    return new Standing(next, single, since, leavers(next));
  }

  /** Heard anew after a gap, in which it may have changed and changed back. */
  Standing afterGap(Set<Endpoint> next, long writtenMicros, long lastHeardMicros, long atMicros) {
    if (!next.equals(now)) {
      return next(next, atMicros);
    }
    return writtenMicros < lastHeardMicros
        ? this
        : new Standing(now, only, Math.min(atMicros, writtenMicros), former);
  }

  private Set<Endpoint> leavers(Set<Endpoint> next) {
    Set<Endpoint> left = new HashSet<>(former);
    for (Endpoint endpoint : now) {
      if (left.size() < FORMER_KEPT) {
        left.add(endpoint);
      }
    }
    left.removeAll(next);
    return left;
  }

  private static @Nullable Endpoint single(Set<Endpoint> endpoints) {
    return endpoints.size() == 1 ? endpoints.iterator().next() : null;
  }
}
