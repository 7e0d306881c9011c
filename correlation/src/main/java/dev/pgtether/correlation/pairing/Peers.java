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
   * The kind of {@code socket}'s peer. A loopback or link-local peer leads to this server only from
   * within the server's own namespace; so do the listeners that only an agent there can see. One
   * local port may be connected to two servers at once, on one address or one port, so nothing
   * short of the whole endpoint counts.
   */
  Kind of(ClientSocket socket, Place place) {
    Endpoint peer = socket.peer();
    if (isServersAddress(peer, place)) {
      ServerSide server = sight.serverSide();
      if (server != null && server.listensOn(peer)) {
        return Kind.OWN_ADDRESS;
      }
    }
    if (Sight.isOfOneHost(peer.address()) && !place.holdsServer()) {
      return Kind.STRANGER;
    }
    return of(endpoints.reaches().get(peer));
  }

  /**
   * A wildcard listener is reached only under addresses that its namespace owns: from within under
   * all of them, from elsewhere under the routable ones that do not lead back to the client itself.
   */
  private boolean isServersAddress(Endpoint peer, Place place) {
    Place server = sight.serverPlace();
    if (server == null || !server.namespace().owns(peer.address())) {
      return false;
    }
    return place.holdsServer()
        || (!Sight.isOfOneHost(peer.address()) && !place.namespace().owns(peer.address()));
  }

  private static Kind of(@Nullable Reach reach) {
    return switch (reach) {
      case null -> Kind.STRANGER;
      case THIS_SERVER -> Kind.THIS_SERVER;
      case ONE_OF_SEVERAL -> Kind.ONE_OF_SEVERAL;
    };
  }
}
