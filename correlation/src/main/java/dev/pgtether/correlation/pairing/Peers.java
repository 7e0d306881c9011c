package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.fact.Standpoint;
import dev.pgtether.correlation.fact.Tenure;
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
  private final @Nullable StartTimes times;
  private final @Nullable AddressBook book;

  /**
   * @param times null where no clock is shared with whoever says since when a road leads where
   * @param book null where there are no pods
   */
  Peers(
      ServerEndpoints endpoints,
      Sight sight,
      @Nullable StartTimes times,
      @Nullable AddressBook book) {
    this.endpoints = endpoints;
    this.sight = sight;
    this.times = times;
    this.book = book;
  }

  /**
   * {@code socket} with the kind of its peer, as its namespace routes it. A loopback or link-local
   * peer leads to this server only from within the server's own namespace, and an address that a
   * namespace has itself never leaves it. One local port may be connected to two servers at once,
   * on one address or one port, so nothing short of the whole endpoint counts.
   */
  Candidate candidate(ClientSocket socket, Place place, Backend backend) {
    Endpoint peer = socket.peer();
    Place server = sight.serverPlace();
    if (place.holdsServer()) {
      return accepts(peer)
          ? new Candidate(socket, place, Kind.OWN_ADDRESS)
          : onRoad(socket, place, backend);
    }
    if (Sight.isOfOneHost(peer.address())
        || (server != null && place.namespace().owns(peer.address()))) {
      return new Candidate(socket, place, Kind.STRANGER);
    }
    if (accepts(peer)) {
      boolean elsewhereToo = sight.ownersOf(peer.address()).size() > 1;
      Kind kind = elsewhereToo ? Kind.ONE_OF_SEVERAL : Kind.OWN_ADDRESS;
      return new Candidate(socket, place, kind);
    }
    return onRoad(socket, place, backend);
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

  private Candidate onRoad(ClientSocket socket, Place place, Backend backend) {
    Road road = endpoints.roads().get(socket.peer());
    Kind kind =
        switch (road == null ? null : road.reach()) {
          case null -> Kind.STRANGER;
          case THIS_SERVER -> alwaysLed(road, backend) ? Kind.THIS_SERVER : Kind.ONE_OF_SEVERAL;
          case ONE_OF_SEVERAL -> Kind.ONE_OF_SEVERAL;
        };
    boolean elder =
        road == null || road.sinceMicros() <= openedAfter(place, socket.local().address());
    return new Candidate(socket, place, kind, road, elder);
  }

  /**
   * No socket of the place can have been opened at {@code address} before, µs since the epoch on
   * the operator's clock; {@link Long#MIN_VALUE} where nobody says. A Service may have led a socket
   * elsewhere that is elder than the backend, whose own client dialled another address from the
   * same port.
   */
  private long openedAfter(Place place, IpAddress address) {
    Pod pod =
        book != null && place.report().standpoint() instanceof Standpoint.OfPod(String uid)
            ? book.pod(uid)
            : null;
    Tenure tenure = pod == null ? null : pod.addresses().get(address);
    return tenure == null ? Long.MIN_VALUE : tenure.notBeforeMicros();
  }

  /** The road has led here alone for as long as {@code backend} is there. */
  private boolean alwaysLed(@Nullable Road road, Backend backend) {
    return road != null
        && (road.sinceMicros() == Long.MIN_VALUE
            || (times != null && times.of(backend).isSince(road.sinceMicros())));
  }
}
