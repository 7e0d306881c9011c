package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Standpoint;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Whereabouts.InPod;
import dev.pgtether.correlation.pairing.Whereabouts.OnThisHost;
import dev.pgtether.correlation.pairing.Whereabouts.Settled;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pairs a TCP client in a cluster: by where its address leads first, then by the sockets that stand
 * there.
 */
final class ClusterPairing {

  /** Whom Istio's sidecar lets in, it connects from here (InboundPassthroughClusterIpv4). */
  private static final IpAddress MESH_INBOUND = IpAddress.parse("127.0.0.6");

  private final TcpPairing sockets;
  private final Residents residents;
  private final AddressBook book;
  private final Sight sight;
  private final Set<String> silent;
  private final @Nullable Endpoint server;

  /**
   * @param silent the uids of pods whose agents have not answered
   * @param server where the server accepted the audit's own connection
   */
  ClusterPairing(
      TcpPairing sockets,
      Residents residents,
      AddressBook book,
      Sight sight,
      Set<String> silent,
      @Nullable Endpoint server) {
    this.sockets = sockets;
    this.residents = residents;
    this.book = book;
    this.sight = sight;
    this.silent = silent;
    this.server = server;
  }

  Decision decide(Backend backend, Endpoint client) {
    return switch (whereabouts(backend, client.address())) {
      case OnThisHost here ->
          besideServer(sockets.decide(backend, client, sight.ownersOf(client.address())));
      case Settled settled -> settle(settled, backend, client);
      case InPod inPod -> inPod(inPod, backend, client);
    };
  }

  private Whereabouts whereabouts(Backend backend, IpAddress address) {
    if (address.equals(MESH_INBOUND)) {
      return Settled.of(Verdict.PROXIED, Evidence.of(Code.MESH_ADDRESS));
    }
    if (!Sight.isOfOneHost(address)) {
      return residents.of(backend, address);
    }
    if (sight.serverPlace() != null) {
      return new OnThisHost();
    }
    if (book.isOfOtherNetwork()) {
      // The server's pod is not known, so neither is whether a mesh's proxy stands before it.
      return Settled.unknown(Code.OTHER_NETWORK);
    }
    Pod pod = server == null ? null : book.onlyPodAt(server.address());
    String proxy = pod == null || !pod.visible() ? null : pod.meshProxy();
    return proxy == null
        ? Settled.of(Verdict.LOCAL, Evidence.of(Code.SERVER_UNSEEN))
        : Settled.of(Verdict.PROXIED, Evidence.of(Code.MESH_PROXY, "container", proxy));
  }

  /** What the server's own kernel says of a client that is gone counts wherever it was. */
  private Decision settle(Settled settled, Backend backend, Endpoint client) {
    Decision closed =
        settled.verdict() == Verdict.PROXIED
            ? null
            : sockets.closedAtServer(backend, client, List.of());
    Decision decision =
        closed == null
            ? Decision.of(backend, settled.verdict(), settled.evidence().toArray(Evidence[]::new))
            : closed;
    return settled.client() == null ? decision : decision.about(settled.client());
  }

  /**
   * {@code decision} about a client in the server's own network namespace, or over a Unix socket: a
   * folder with such a socket can be shared between pods, so only what was seen in the server's pod
   * is there.
   */
  Decision besideServer(Decision decision) {
    Pod pod = podOf(sight.serverPlace());
    boolean seen = decision.pairing().backend().tcpClient() != null || decision.isProven();
    return pod == null || !seen ? decision : inside(pod, decision);
  }

  private @Nullable Pod podOf(@Nullable Place place) {
    return place != null && place.report().standpoint() instanceof Standpoint.OfPod(String uid)
        ? book.pod(uid)
        : null;
  }

  private Decision inPod(InPod where, Backend backend, Endpoint client) {
    Pod pod = where.pod();
    Evidence doubt = where.doubt();
    Place place = sight.placeOf(pod);
    Decision decision =
        place == null
            ? sockets.closedAtServer(backend, client, List.of())
            : sockets.decide(backend, client, List.of(place));
    if (decision == null) {
      Evidence reason =
          doubt == null ? Evidence.of(Code.POD_ADDRESS, "pod", pod.fullName()) : doubt;
      Decision unseen =
          Decision.of(
              backend, doubt == null ? Verdict.POD : Verdict.UNKNOWN, reason, whyUnseen(pod));
      return doubt == null ? inside(pod, unseen) : unseen;
    }
    if (doubt == null || decision.isProven()) {
      return inside(pod, decision);
    }
    // That the pod lacks the socket says nothing if it may have been another's.
    return decision.pairing().verdict() == Verdict.ABSENT
        ? decision.as(Verdict.UNKNOWN).because(doubt)
        : decision.because(doubt);
  }

  private Evidence whyUnseen(Pod pod) {
    Code code =
        switch (pod.agent()) {
          case NONE -> Code.NO_AGENT;
          case MISSING -> Code.AGENT_MISSING;
          case THERE -> silent.contains(pod.uid()) ? Code.AGENT_SILENT : Code.AGENT_NOT_ASKED;
        };
    return Evidence.of(code, "pod", pod.fullName());
  }

  /**
   * {@code decision} is about {@code pod}, where a mesh's proxy may hold the socket for another.
   */
  private static Decision inside(Pod pod, Decision decision) {
    Decision about = decision.about(new Client.Live(pod));
    String proxy = pod.meshProxy();
    return proxy != null && isHeldBy(proxy, about.pairing())
        ? about.through(Via.PROXY, Evidence.of(Code.MESH_PROXY, "container", proxy))
        : about;
  }

  private static boolean isHeldBy(String container, Pairing pairing) {
    return pairing.holders().stream()
        .anyMatch(holder -> container.equals(pairing.containerOf(holder)));
  }
}
