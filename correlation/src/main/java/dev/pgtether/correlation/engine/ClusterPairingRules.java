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
 * Pairs a TCP client in a cluster: first by the owner of its address when the backend started, then
 * by the sockets of that owner. Source: docs/architecture.md, "Pods".
 */
final class ClusterPairingRules {

  /**
   * The source address of connections that Istio's sidecar forwards to its application ({@code
   * InboundPassthroughClusterIpv4}).
   */
  private static final IpAddress MESH_INBOUND = IpAddress.parse("127.0.0.6");

  private final TcpPairingRules tcpRules;
  private final AddressOwnership addressOwnership;
  private final ClusterAddressIndex addressIndex;
  private final SocketIndex socketIndex;
  private final Set<String> silentPodUids;
  private final @Nullable Endpoint server;

  /**
   * Makes the rules for one audit.
   *
   * @param silentPodUids the uids of pods whose agents have not answered
   * @param server where the server accepted the audit's own connection; null over a Unix socket
   */
  ClusterPairingRules(
      TcpPairingRules tcpRules,
      AddressOwnership addressOwnership,
      ClusterAddressIndex addressIndex,
      SocketIndex socketIndex,
      Set<String> silentPodUids,
      @Nullable Endpoint server) {
    this.tcpRules = tcpRules;
    this.addressOwnership = addressOwnership;
    this.addressIndex = addressIndex;
    this.socketIndex = socketIndex;
    this.silentPodUids = silentPodUids;
    this.server = server;
  }

  PairingDecision decide(Backend backend, Endpoint client) {
    return switch (lookUp(backend, client.address())) {
      case OnServerHost onServerHost ->
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
      // The server's pod is unknown, and with it whether the pod has a mesh's proxy.
      return Decided.unknown(Code.OTHER_NETWORK);
    }
    Pod pod = server == null ? null : addressIndex.onlyPodAt(server.address());
    String proxy = pod == null || !pod.visible() ? null : pod.meshProxy();
    return proxy == null
        ? Decided.of(Verdict.LOCAL, Evidence.of(Code.SERVER_UNSEEN))
        : Decided.of(Verdict.PROXIED, Evidence.of(Code.MESH_PROXY, "container", proxy));
  }

  /**
   * The verdict of the address lookup, unless the server's kernel says that the client has closed
   * the connection: that holds wherever the client was.
   */
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
   * Adds the server's pod to a decision about a client on the server's host. A Unix-domain client
   * is in that pod only when its process was seen there: pods can share the directory of the
   * socket.
   */
  PairingDecision withServerPod(PairingDecision pairingDecision) {
    Pod pod = podOf(socketIndex.serverNamespace());
    boolean clientInServerPod =
        pairingDecision.pairing().backend().tcpClient() != null || pairingDecision.isProven();
    return pod == null || !clientInServerPod ? pairingDecision : inPodOrProxy(pod, pairingDecision);
  }

  private @Nullable Pod podOf(@Nullable ScannedNamespace scannedNamespace) {
    return scannedNamespace != null
            && scannedNamespace.report().origin() instanceof ReportOrigin.PodAgent(String uid)
        ? addressIndex.pod(uid)
        : null;
  }

  private PairingDecision decideInPod(InPod inPod, Backend backend, Endpoint client) {
    Pod pod = inPod.pod();
    Evidence doubt = inPod.doubt();
    ScannedNamespace scannedNamespace = socketIndex.namespaceOf(pod);
    PairingDecision pairingDecision =
        scannedNamespace == null
            ? tcpRules.closedAtServer(backend, client, List.of())
            : tcpRules.decide(backend, client, List.of(scannedNamespace));
    if (pairingDecision == null) {
      Evidence reason =
          doubt == null ? Evidence.of(Code.POD_ADDRESS, "pod", pod.fullName()) : doubt;
      PairingDecision byAddress =
          PairingDecision.of(
              backend, doubt == null ? Verdict.POD : Verdict.UNKNOWN, reason, whyNotScanned(pod));
      return doubt == null ? inPodOrProxy(pod, byAddress) : byAddress;
    }
    if (doubt == null || pairingDecision.isProven()) {
      return inPodOrProxy(pod, pairingDecision);
    }
    // The address may have been another pod's, so a socket missing in this pod proves nothing.
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
   * Names {@code pod} as the client's pod, and a proxy hop when the mesh's proxy of the pod holds
   * the socket: the proxy carries the connections of other containers.
   */
  private static PairingDecision inPodOrProxy(Pod pod, PairingDecision pairingDecision) {
    PairingDecision withPod = pairingDecision.withClientPod(new ClientPod.Live(pod));
    String proxy = pod.meshProxy();
    return proxy != null && isHeldBy(proxy, withPod.pairing())
        ? withPod.withHop(ConnectionHop.PROXY, Evidence.of(Code.MESH_PROXY, "container", proxy))
        : withPod;
  }

  private static boolean isHeldBy(String container, Pairing pairing) {
    return pairing.holders().stream()
        .anyMatch(socketHolder -> container.equals(pairing.containerOf(socketHolder)));
  }
}
