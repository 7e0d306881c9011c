package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.pairing.ServerEndpoints.Reach;
import org.jspecify.annotations.Nullable;

/** Whether the far end that a client dialled is the audited server. */
final class Peers {

  /** What a client socket is connected to. */
  enum Kind {
    THIS_SERVER,
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
      return listens(peer) ? Kind.THIS_SERVER : of(endpoints.reaches().get(peer));
    }
    if (Sight.isOfOneHost(peer.address())
        || (server != null && place.namespace().owns(peer.address()))) {
      return Kind.STRANGER;
    }
    if (server != null && server.namespace().owns(peer.address()) && listens(peer)) {
      boolean elsewhereToo = sight.ownersOf(peer.address()).size() > 1;
      return elsewhereToo ? Kind.ONE_OF_SEVERAL : Kind.THIS_SERVER;
    }
    return of(endpoints.reaches().get(peer));
  }

  private boolean listens(Endpoint peer) {
    ServerSide server = sight.serverSide();
    return server != null && server.listensOn(peer);
  }

  private static Kind of(@Nullable Reach reach) {
    return switch (reach) {
      case null -> Kind.STRANGER;
      case THIS_SERVER -> Kind.THIS_SERVER;
      case ONE_OF_SEVERAL -> Kind.ONE_OF_SEVERAL;
    };
  }
}
