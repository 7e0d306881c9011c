package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.operator.cluster.ServiceBook.PortKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What stands behind a Service's ports after its EndpointSlices have changed. */
final class Standings {
  private Standings() {}

  /**
   * What stands there now.
   *
   * @param before what stood there before; a port that has nobody any more keeps its history
   * @param lastHeard up to when {@code before} was surely true, if there was a gap since; else
   *     {@link Long#MAX_VALUE}. µs since the epoch
   */
  static Map<PortKey, Standing> of(
      Collection<SliceRecord> slices, Map<PortKey, Standing> before, long at, long lastHeard) {
    Map<PortKey, Set<Endpoint>> behind = behind(slices);
    before.keySet().forEach(port -> behind.putIfAbsent(port, Set.of()));
    long written = lastWritten(slices);
    Map<PortKey, Standing> now = HashMap.newHashMap(behind.size());
    behind.forEach(
        (port, there) -> {
          Standing old = before.get(port);
          if (old != null && lastHeard != Long.MAX_VALUE) {
            now.put(port, old.afterGap(there, written, lastHeard, at));
          } else {
            now.put(port, old == null ? Standing.first(there, written, at) : old.next(there, at));
          }
        });
    return now;
  }

  private static Map<PortKey, Set<Endpoint>> behind(Collection<SliceRecord> slices) {
    Map<PortKey, Set<Endpoint>> behind = new HashMap<>();
    slices.forEach(slice -> gather(slice.ready(), behind));
    Map<PortKey, Set<Endpoint>> closing = new HashMap<>();
    slices.forEach(slice -> gather(slice.closing(), closing));
    closing.forEach(behind::putIfAbsent);
    return behind;
  }

  private static void gather(Map<String, Set<Endpoint>> slice, Map<PortKey, Set<Endpoint>> into) {
    slice.forEach(
        (port, ends) ->
            ends.forEach(
                end ->
                    into.computeIfAbsent(
                            new PortKey(port, end.address().isIpv4()), any -> new HashSet<>())
                        .add(end)));
  }

  /** The latest of all; {@link Long#MAX_VALUE} when one does not say. */
  private static long lastWritten(Collection<SliceRecord> slices) {
    long last = 0;
    for (SliceRecord slice : slices) {
      Instant changed = slice.changed();
      last = Math.max(last, changed == null ? Long.MAX_VALUE : TwoClocks.notAfter(changed));
    }
    return last == 0 ? Long.MAX_VALUE : last;
  }
}
