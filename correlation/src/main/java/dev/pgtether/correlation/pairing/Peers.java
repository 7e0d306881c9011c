package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.pairing.ServerEndpoints.Road;
import org.jspecify.annotations.Nullable;

/** Whether the far end that a client dialled is the audited server. */
final class Peers {

  /** What a client socket is connected to. */
  enum Kind {
    /** The server's own address: the server accepts the connection under the very same. */
    OWN_ADDRESS,
    /** An address that leads to this server alone. */
    THIS_SERVER,
    /** An address with several servers behind it. */
    ONE_OF_SEVERAL,
    STRANGER
  }

  private final ServerEndpoints endpoints;
  private final Sight sight;

  Peers(ServerEndpoints endpoints, Sight sight) {
    this.endpoints = endpoints;
    this.sight = sight;
  }

  /**
   * The kind of {@code socket}'s peer, as its namespace routes it. A loopback or link-local peer
   * leads to this server only from within the server's own namespace, and an address that a
   * namespace has itself never leaves it. One local port may be connected to two servers at once,
   * on one address or one port, so nothing short of the whole endpoint counts.
   */
  Kind of(ClientSocket socket, Place place) {
    Endpoint peer = socket.peer();
    Place server = sight.serverPlace();
    if (place.holdsServer()) {
      return accepts(peer) ? Kind.OWN_ADDRESS : of(endpoints.roads().get(peer));
    }
    if (Sight.isOfOneHost(peer.address())
        || (server != null && place.namespace().owns(peer.address()))) {
      return Kind.STRANGER;
    }
    if (accepts(peer)) {
      boolean elsewhereToo = sight.ownersOf(peer.address()).size() > 1;
      return elsewhereToo ? Kind.ONE_OF_SEVERAL : Kind.OWN_ADDRESS;
    }
    return of(endpoints.roads().get(peer));
  }

  /** A wildcard listener is reached only under the addresses of its own namespace. */
  private boolean accepts(Endpoint peer) {
    Place place = sight.serverPlace();
    ServerSide server = sight.serverSide();
    return place != null
        && server != null
        && place.namespace().owns(peer.address())
        && server.listensOn(peer);
  }

  private static Kind of(@Nullable Road road) {
    return switch (road == null ? null : road.reach()) {
      case null -> Kind.STRANGER;
      case THIS_SERVER -> Kind.THIS_SERVER;
      case ONE_OF_SEVERAL -> Kind.ONE_OF_SEVERAL;
    };
  }
}
