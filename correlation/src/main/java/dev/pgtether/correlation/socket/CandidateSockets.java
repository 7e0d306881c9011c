package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.fact.Endpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets at one client endpoint, by state and peer. Sockets in other states are left out.
 *
 * @param matching ESTABLISHED, connected to this server
 * @param closing connected to this server, closed by the client first
 * @param unknownPeerSockets ESTABLISHED, connected to something not known to be this server
 */
public record CandidateSockets(
    List<CandidateSocket> matching,
    List<CandidateSocket> closing,
    List<CandidateSocket> unknownPeerSockets) {

  private static final CandidateSockets NONE =
      new CandidateSockets(List.of(), List.of(), List.of());

  /** Sorts the sockets at one endpoint; {@code end} is the server's end of the connection. */
  public static CandidateSockets of(List<CandidateSocket> all, ServerEnd end) {
    if (all.isEmpty()) {
      return NONE;
    }
    if (all.size() == 1 && all.getFirst().isEstablished()) {
      return all.getFirst().peerKind() == PeerKind.UNKNOWN_PEER
          ? new CandidateSockets(List.of(), List.of(), all)
          : new CandidateSockets(all, List.of(), List.of());
    }
    List<CandidateSocket> matching = new ArrayList<>(1);
    List<CandidateSocket> closing = new ArrayList<>(0);
    List<CandidateSocket> unknownPeerSockets = new ArrayList<>(0);
    for (CandidateSocket candidateSocket : all) {
      boolean unknownPeer = candidateSocket.peerKind() == PeerKind.UNKNOWN_PEER;
      if (candidateSocket.isEstablished()) {
        (unknownPeer ? unknownPeerSockets : matching).add(candidateSocket);
      } else if (candidateSocket.isClosing() && !unknownPeer) {
        closing.add(candidateSocket);
      }
    }
    return new CandidateSockets(preferExactPeer(end, matching), closing, unknownPeerSockets);
  }

  /** No socket at the endpoint is established or closing. */
  public boolean isEmpty() {
    return matching.isEmpty() && closing.isEmpty() && unknownPeerSockets.isEmpty();
  }

  /** The peers of the sockets with an unknown peer, sorted. */
  public List<String> unknownPeers() {
    return unknownPeerSockets.stream()
        .map(candidateSocket -> candidateSocket.socket().peer().toString())
        .sorted()
        .distinct()
        .toList();
  }

  /**
   * When several sockets match and the server's end is known: those that dialled exactly the
   * address of that end. The others are other connections from the same port.
   */
  private static List<CandidateSocket> preferExactPeer(
      ServerEnd end, List<CandidateSocket> matching) {
    if (matching.size() > 1 && end instanceof ServerEnd.Established(Endpoint local)) {
      List<CandidateSocket> exact =
          matching.stream()
              .filter(candidateSocket -> candidateSocket.socket().peer().equals(local))
              .toList();
      return exact.isEmpty() ? matching : exact;
    }
    return matching;
  }
}
