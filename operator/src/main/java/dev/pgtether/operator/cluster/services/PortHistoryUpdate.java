package dev.pgtether.operator.cluster.services;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.operator.cluster.services.ServiceIndex.PortKey;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What stands behind a Service's ports after its EndpointSlices have changed. */
final class PortHistoryUpdate {
  private PortHistoryUpdate() {}

  /**
   * What stands there now.
   *
   * @param before what stood there before; a port that has nobody any more keeps its history
   * @param lastHeard up to when {@code before} was surely true, if there was a gap since; else
   *     {@link Long#MAX_VALUE}. µs since the epoch
   */
  static Map<PortKey, PortHistory> apply(
      Collection<EndpointSliceRecord> slices,
      Map<PortKey, PortHistory> before,
      long at,
      long lastHeard) {
    Map<PortKey, Set<Endpoint>> endpointsByPort = endpointsByPort(slices);
    before.keySet().forEach(port -> endpointsByPort.putIfAbsent(port, Set.of()));
    long written = lastWritten(slices);
    Map<PortKey, PortHistory> now = HashMap.newHashMap(endpointsByPort.size());
    endpointsByPort.forEach(
        (port, there) -> {
          PortHistory old = before.get(port);
          if (old != null && lastHeard != Long.MAX_VALUE) {
            now.put(port, old.afterGap(there, written, lastHeard, at));
          } else {
            now.put(
                port,
                old == null ? PortHistory.firstSeen(there, written, at) : old.updated(there, at));
          }
        });
    return now;
  }

  private static Map<PortKey, Set<Endpoint>> endpointsByPort(
      Collection<EndpointSliceRecord> slices) {
    Map<PortKey, Set<Endpoint>> endpointsByPort = new HashMap<>();
    slices.forEach(slice -> addEndpoints(slice.ready(), endpointsByPort));
    Map<PortKey, Set<Endpoint>> terminating = new HashMap<>();
    slices.forEach(slice -> addEndpoints(slice.terminating(), terminating));
    terminating.forEach(endpointsByPort::putIfAbsent);
    return endpointsByPort;
  }

  private static void addEndpoints(
      Map<String, Set<Endpoint>> slice, Map<PortKey, Set<Endpoint>> into) {
    slice.forEach(
        (port, ends) ->
            ends.forEach(
                end ->
                    into.computeIfAbsent(
                            new PortKey(port, end.address().isIpv4()), any -> new HashSet<>())
                        .add(end)));
  }

  /** The latest of all; {@link Long#MAX_VALUE} when one does not say. */
  private static long lastWritten(Collection<EndpointSliceRecord> slices) {
    long last = 0;
    for (EndpointSliceRecord slice : slices) {
      Instant changed = slice.changed();
      last = Math.max(last, changed == null ? Long.MAX_VALUE : ProcessClocks.notAfter(changed));
    }
    return last == 0 ? Long.MAX_VALUE : last;
  }
}
