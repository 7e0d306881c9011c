package dev.pgtether.collector.namespace;

import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.correlation.fact.Endpoint;
import java.util.BitSet;
import java.util.Set;

/** Which client endpoints are looked for. */
sealed interface WantedEndpoints {

  boolean hasLocalEndOf(SocketRow row);

  /** Whatever is connected to the ports asked for: nobody knows yet who is there. */
  record Everybody() implements WantedEndpoints {
    @Override
    public boolean hasLocalEndOf(SocketRow row) {
      return true;
    }
  }

  /** Some; a row whose local port is none of theirs costs one test of a bit. */
  final class Listed implements WantedEndpoints {

    private final Set<Endpoint> endpoints;
    private final BitSet ports = new BitSet(1 << 16);

    Listed(Set<Endpoint> endpoints) {
      this.endpoints = endpoints;
      for (Endpoint endpoint : endpoints) {
        ports.set(endpoint.port());
      }
    }

    @Override
    public boolean hasLocalEndOf(SocketRow row) {
      return ports.get(row.localPort()) && endpoints.contains(row.local());
    }
  }
}
