package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.fact.Endpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets at one client endpoint, by what they are connected to.
 *
 * @param matching ESTABLISHED, towards this server
 * @param closing towards this server, closed by the client first
 * @param unknownPeerSockets ESTABLISHED, towards something not known to be this server
 */
public record CandidateSockets(
    List<CandidateSocket> matching,
    List<CandidateSocket> closing,
    List<CandidateSocket> unknownPeerSockets) {

  private static final CandidateSockets NONE =
      new CandidateSockets(List.of(), List.of(), List.of());

  public static CandidateSockets of(List<CandidateSocket> all, ServerEnd end) {
    if (all.isEmpty()) {
      return NONE;
    }
    if (all.size() == 1 && all.getFirst().isEstablished()) {
      return all.getFirst().peerKind() == PeerKind.UNKNOWN_PEER
          ? new CandidateSockets(List.of(), List.of(), all)
          : new CandidateSockets(all, List.of(), List.of());
    }
    List<CandidateSocket> fitting = new ArrayList<>(1);
    List<CandidateSocket> closing = new ArrayList<>(0);
    List<CandidateSocket> strangers = new ArrayList<>(0);
    for (CandidateSocket candidateSocket : all) {
      boolean stranger = candidateSocket.peerKind() == PeerKind.UNKNOWN_PEER;
      if (candidateSocket.isEstablished()) {
        (stranger ? strangers : fitting).add(candidateSocket);
      } else if (candidateSocket.isClosing() && !stranger) {
        closing.add(candidateSocket);
      }
    }
    return new CandidateSockets(preferExactPeer(end, fitting), closing, strangers);
  }

  /** No socket is at the endpoint that is established or closing. */
  public boolean isEmpty() {
    return matching.isEmpty() && closing.isEmpty() && unknownPeerSockets.isEmpty();
  }

  /** What the strangers have dialled, in an order of its own. */
  public List<String> unknownPeers() {
    return unknownPeerSockets.stream()
        .map(stranger -> stranger.socket().peer().toString())
        .sorted()
        .distinct()
        .toList();
  }

  /**
   * Where the server's own end is known and one socket dialled exactly that, the others lead
   * elsewhere.
   */
  private static List<CandidateSocket> preferExactPeer(
      ServerEnd end, List<CandidateSocket> fitting) {
    if (fitting.size() > 1 && end instanceof ServerEnd.Established(Endpoint local)) {
      List<CandidateSocket> exact =
          fitting.stream().filter(one -> one.socket().peer().equals(local)).toList();
      return exact.isEmpty() ? fitting : exact;
    }
    return fitting;
  }
}
