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
   * The kind of {@code socket}'s peer. A loopback or link-local peer leads to this server only from
   * within the server's own namespace; so do the listeners that only an agent there can see. One
   * local port may be connected to two servers at once, on one address or one port, so nothing
   * short of the whole endpoint counts.
   */
  Kind of(ClientSocket socket, Place place) {
    Endpoint peer = socket.peer();
    if (place.holdsServer() || isServersAddress(peer)) {
      ServerSide server = sight.serverSide();
      if (server != null && server.listensOn(peer)) {
        return Kind.THIS_SERVER;
      }
    }
    if (Sight.isOfOneHost(peer.address()) && !place.holdsServer()) {
      return Kind.STRANGER;
    }
    return of(endpoints.reaches().get(peer));
  }

  /**
   * From elsewhere a wildcard listener is reached only under the server's namespace's own, routable
   * addresses.
   */
  private boolean isServersAddress(Endpoint peer) {
    Place server = sight.serverPlace();
    return server != null
        && !Sight.isOfOneHost(peer.address())
        && server.namespace().owns(peer.address());
  }

  private static Kind of(@Nullable Reach reach) {
    return switch (reach) {
      case null -> Kind.STRANGER;
      case THIS_SERVER -> Kind.THIS_SERVER;
      case ONE_OF_SEVERAL -> Kind.ONE_OF_SEVERAL;
    };
  }
}
