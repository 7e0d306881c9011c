package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.Peers.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets at one client endpoint, by what they are connected to.
 *
 * @param fitting ESTABLISHED, towards this server
 * @param closing towards this server, closed by the client first
 * @param strangers ESTABLISHED, towards something not known to be this server
 */
record Fits(List<Candidate> fitting, List<Candidate> closing, List<Candidate> strangers) {

  private static final Fits NONE = new Fits(List.of(), List.of(), List.of());

  static Fits of(List<Candidate> all, ServerEnd end) {
    if (all.isEmpty()) {
      return NONE;
    }
    if (all.size() == 1 && all.getFirst().isEstablished()) {
      return all.getFirst().kind() == Kind.STRANGER
          ? new Fits(List.of(), List.of(), all)
          : new Fits(all, List.of(), List.of());
    }
    List<Candidate> fitting = new ArrayList<>(1);
    List<Candidate> closing = new ArrayList<>(0);
    List<Candidate> strangers = new ArrayList<>(0);
    for (Candidate candidate : all) {
      boolean stranger = candidate.kind() == Kind.STRANGER;
      if (candidate.isEstablished()) {
        (stranger ? strangers : fitting).add(candidate);
      } else if (candidate.isClosing() && !stranger) {
        closing.add(candidate);
      }
    }
    return new Fits(towards(end, fitting), closing, strangers);
  }

  /** What the strangers have dialled, in an order of its own. */
  List<String> strangePeers() {
    return strangers.stream()
        .map(stranger -> stranger.socket().peer().toString())
        .sorted()
        .distinct()
        .toList();
  }

  /**
   * Where the server's own end is known and one socket dialled exactly that, the others lead
   * elsewhere.
   */
  private static List<Candidate> towards(ServerEnd end, List<Candidate> fitting) {
    if (fitting.size() > 1 && end instanceof ServerEnd.Established(Endpoint local)) {
      List<Candidate> exact =
          fitting.stream().filter(one -> one.socket().peer().equals(local)).toList();
      return exact.isEmpty() ? fitting : exact;
    }
    return fitting;
  }
}
