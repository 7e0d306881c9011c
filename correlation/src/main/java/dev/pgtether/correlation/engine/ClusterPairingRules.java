package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.address.AddressLookupResult;
import dev.pgtether.correlation.address.AddressLookupResult.Decided;
import dev.pgtether.correlation.address.AddressLookupResult.InPod;
import dev.pgtether.correlation.address.AddressLookupResult.OnServerHost;
import dev.pgtether.correlation.address.AddressOwnership;
import dev.pgtether.correlation.address.ClusterAddressIndex;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.ConnectionHop;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.correlation.socket.ScannedNamespace;
import dev.pgtether.correlation.socket.SocketIndex;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pairs a TCP client in a cluster: by where its address leads first, then by the sockets that stand
 * there.
 */
final class ClusterPairingRules {

  /** Whom Istio's sidecar lets in, it connects from here (InboundPassthroughClusterIpv4). */
  private static final IpAddress MESH_INBOUND = IpAddress.parse("127.0.0.6");

  private final TcpPairingRules tcpRules;
  private final AddressOwnership addressOwnership;
  private final ClusterAddressIndex addressIndex;
  private final SocketIndex socketIndex;
  private final Set<String> silentPodUids;
  private final @Nullable Endpoint server;

  /**
   * @param silent the uids of pods whose agents have not answered
   * @param server where the server accepted the audit's own connection
   */
  ClusterPairingRules(
      TcpPairingRules sockets,
      AddressOwnership addressOwnership,
      ClusterAddressIndex addressIndex,
      SocketIndex socketIndex,
      Set<String> silent,
      @Nullable Endpoint server) {
    this.tcpRules = sockets;
    this.addressOwnership = addressOwnership;
    this.addressIndex = addressIndex;
    this.socketIndex = socketIndex;
    this.silentPodUids = silent;
    this.server = server;
  }

  PairingDecision decide(Backend backend, Endpoint client) {
    return switch (lookUp(backend, client.address())) {
      case OnServerHost here ->
          withServerPod(
              tcpRules.decide(backend, client, socketIndex.namespacesWith(client.address())));
      case Decided decided -> decideByAddress(decided, backend, client);
      case InPod inPod -> decideInPod(inPod, backend, client);
    };
  }

  private AddressLookupResult lookUp(Backend backend, IpAddress address) {
    if (address.equals(MESH_INBOUND)) {
      return Decided.of(Verdict.PROXIED, Evidence.of(Code.MESH_ADDRESS));
    }
    if (!SocketIndex.isHostLocal(address)) {
      return addressOwnership.ownerAtStart(backend, address);
    }
    if (socketIndex.serverNamespace() != null) {
      return new OnServerHost();
    }
    if (addressIndex.isOtherNetwork()) {
      // The server's pod is not known, so neither is whether a mesh's proxy stands before it.
      return Decided.unknown(Code.OTHER_NETWORK);
    }
    Pod pod = server == null ? null : addressIndex.onlyPodAt(server.address());
    String proxy = pod == null || !pod.visible() ? null : pod.meshProxy();
    return proxy == null
        ? Decided.of(Verdict.LOCAL, Evidence.of(Code.SERVER_UNSEEN))
        : Decided.of(Verdict.PROXIED, Evidence.of(Code.MESH_PROXY, "container", proxy));
  }

  /** What the server's own kernel says of a client that is gone counts wherever it was. */
  private PairingDecision decideByAddress(Decided decided, Backend backend, Endpoint client) {
    PairingDecision closed =
        decided.verdict() == Verdict.PROXIED
            ? null
            : tcpRules.closedAtServer(backend, client, List.of());
    PairingDecision pairingDecision =
        closed == null
            ? PairingDecision.of(
                backend, decided.verdict(), decided.evidence().toArray(Evidence[]::new))
            : closed;
    return decided.clientPod() == null
        ? pairingDecision
        : pairingDecision.withClientPod(decided.clientPod());
  }

  /**
   * {@code decision} about a client in the server's own network namespace, or over a Unix socket: a
   * folder with such a socket can be shared between pods, so only what was seen in the server's pod
   * is there.
   */
  PairingDecision withServerPod(PairingDecision pairingDecision) {
    Pod pod = podOf(socketIndex.serverNamespace());
    boolean seen =
        pairingDecision.pairing().backend().tcpClient() != null || pairingDecision.isProven();
    return pod == null || !seen ? pairingDecision : inPodOrProxy(pod, pairingDecision);
  }

  private @Nullable Pod podOf(@Nullable ScannedNamespace scannedNamespace) {
    return scannedNamespace != null
            && scannedNamespace.report().origin() instanceof ReportOrigin.PodAgent(String uid)
        ? addressIndex.pod(uid)
        : null;
  }

  private PairingDecision decideInPod(InPod where, Backend backend, Endpoint client) {
    Pod pod = where.pod();
    Evidence doubt = where.doubt();
    ScannedNamespace scannedNamespace = socketIndex.namespaceOf(pod);
    PairingDecision pairingDecision =
        scannedNamespace == null
            ? tcpRules.closedAtServer(backend, client, List.of())
            : tcpRules.decide(backend, client, List.of(scannedNamespace));
    if (pairingDecision == null) {
      Evidence reason =
          doubt == null ? Evidence.of(Code.POD_ADDRESS, "pod", pod.fullName()) : doubt;
      PairingDecision unseen =
          PairingDecision.of(
              backend, doubt == null ? Verdict.POD : Verdict.UNKNOWN, reason, whyNotScanned(pod));
      return doubt == null ? inPodOrProxy(pod, unseen) : unseen;
    }
    if (doubt == null || pairingDecision.isProven()) {
      return inPodOrProxy(pod, pairingDecision);
    }
    // That the pod lacks the socket says nothing if it may have been another's.
    return pairingDecision.pairing().verdict() == Verdict.ABSENT
        ? pairingDecision.withVerdict(Verdict.UNKNOWN).withEvidence(doubt)
        : pairingDecision.withEvidence(doubt);
  }

  private Evidence whyNotScanned(Pod pod) {
    Code code =
        switch (pod.agentState()) {
          case NONE -> Code.NO_AGENT;
          case MISSING -> Code.AGENT_MISSING;
          case PRESENT ->
              silentPodUids.contains(pod.uid()) ? Code.AGENT_SILENT : Code.AGENT_NOT_ASKED;
        };
    return Evidence.of(code, "pod", pod.fullName());
  }

  /**
   * {@code decision} is about {@code pod}, where a mesh's proxy may hold the socket for another.
   */
  private static PairingDecision inPodOrProxy(Pod pod, PairingDecision pairingDecision) {
    PairingDecision about = pairingDecision.withClientPod(new ClientPod.Live(pod));
    String proxy = pod.meshProxy();
    return proxy != null && isHeldBy(proxy, about.pairing())
        ? about.withHop(ConnectionHop.PROXY, Evidence.of(Code.MESH_PROXY, "container", proxy))
        : about;
  }

  private static boolean isHeldBy(String container, Pairing pairing) {
    return pairing.holders().stream()
        .anyMatch(socketHolder -> container.equals(pairing.containerOf(socketHolder)));
  }
}
