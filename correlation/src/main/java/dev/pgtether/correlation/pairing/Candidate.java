package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.TcpState;
import java.util.List;

/**
 * A client socket at a backend's client endpoint, in a namespace that owns the address.
 *
 * @param kind what it is connected to
 */
record Candidate(ClientSocket socket, Place place, Peers.Kind kind) {

  boolean isEstablished() {
    return socket.state() == TcpState.ESTABLISHED;
  }

  /** The client has closed its end first, and the server has not yet. */
  boolean isClosing() {
    return socket.state() == TcpState.FIN_WAIT1 || socket.state() == TcpState.FIN_WAIT2;
  }

  /** The kernel gave a cookie; {@code /proc/net/tcp} has none. */
  boolean hasCookie() {
    return socket.id().cookie() != 0;
  }

  /** This is the socket that memory has {@code seen}. */
  boolean is(Memory.Seen seen) {
    return hasCookie()
        && socket.id().equals(seen.socket())
        && seen.bootId().equals(place.report().bootId());
  }

  static List<ClientSocket> socketsOf(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::socket).toList();
  }
}
