package dev.pgtether.collector.namespace;

import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.correlation.fact.Endpoint;
import java.util.BitSet;
import java.util.Set;

/**
 * Client endpoints that are looked for; a row whose local port is none of theirs costs one test of
 * a bit.
 */
final class WantedEndpoints {

  private final Set<Endpoint> endpoints;
  private final BitSet ports = new BitSet(1 << 16);

  WantedEndpoints(Set<Endpoint> endpoints) {
    this.endpoints = endpoints;
    for (Endpoint endpoint : endpoints) {
      ports.set(endpoint.port());
    }
  }

  boolean hasLocalEndOf(SocketRow row) {
    return ports.get(row.localPort()) && endpoints.contains(row.local());
  }
}
