package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.address.ClusterAddressIndex;
import dev.pgtether.correlation.address.ServerClockConversion;
import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Route;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the peer of a client socket is the audited server. Source: docs/architecture.md,
 * "What proves a pair", row 3.
 */
public final class PeerClassifier {

  private final ServerEndpoints endpoints;
  private final SocketIndex socketIndex;
  private final @Nullable ServerClockConversion serverClock;
  private final @Nullable ClusterAddressIndex addressIndex;

  /**
   * Makes the classifier for one audit.
   *
   * @param serverClock converts times of the server to the clock of {@link Route#sinceMicros}; null
   *     without a cluster
   * @param addressIndex null without a cluster
   */
  public PeerClassifier(
      ServerEndpoints endpoints,
      SocketIndex socketIndex,
      @Nullable ServerClockConversion serverClock,
      @Nullable ClusterAddressIndex addressIndex) {
    this.endpoints = endpoints;
    this.socketIndex = socketIndex;
    this.serverClock = serverClock;
    this.addressIndex = addressIndex;
  }

  /**
   * The sockets at the client endpoint of {@code backend}, in the namespaces {@code owners} that
   * have its address.
   */
  public List<CandidateSocket> candidatesAt(
      Endpoint client, List<ScannedNamespace> owners, Backend backend) {
    SocketIndex.IndexedSocket indexedSocket = socketIndex.firstAt(client);
    if (indexedSocket == null) {
      return List.of();
    }
    List<CandidateSocket> candidates = new ArrayList<>(1);
    for (; indexedSocket != null; indexedSocket = indexedSocket.next()) {
      ScannedNamespace namespace = indexedSocket.scannedNamespace();
      if (owners.contains(namespace)) {
        candidates.add(classify(indexedSocket.socket(), namespace, backend));
      }
    }
    return candidates;
  }

  /**
   * Classifies the peer of a socket as its namespace routes it. A loopback or link-local peer is
   * this server only within the server's own namespace. An address that a namespace has itself
   * never leaves that namespace. One local port may be connected to two servers at the same time,
   * on the same address or the same port, so the whole endpoint must match.
   */
  private CandidateSocket classify(
      ClientSocket socket, ScannedNamespace scannedNamespace, Backend backend) {
    Endpoint peer = socket.peer();
    ScannedNamespace server = socketIndex.serverNamespace();
    if (scannedNamespace.acceptedAudit()) {
      return isServerListener(peer)
          ? new CandidateSocket(socket, scannedNamespace, PeerKind.SERVER_ADDRESS)
          : viaRoute(socket, scannedNamespace, backend);
    }
    if (SocketIndex.isHostLocal(peer.address())
        || (server != null && scannedNamespace.namespace().hasAddress(peer.address()))) {
      return new CandidateSocket(socket, scannedNamespace, PeerKind.UNKNOWN_PEER);
    }
    if (isServerListener(peer)) {
      boolean inSeveralNamespaces = socketIndex.namespacesWith(peer.address()).size() > 1;
      PeerKind peerKind = inSeveralNamespaces ? PeerKind.ONE_OF_SEVERAL : PeerKind.SERVER_ADDRESS;
      return new CandidateSocket(socket, scannedNamespace, peerKind);
    }
    return viaRoute(socket, scannedNamespace, backend);
  }

  /**
   * The server's postmaster listens on {@code peer}. A wildcard listener is reached only under the
   * addresses of its own namespace.
   */
  private boolean isServerListener(Endpoint peer) {
    ScannedNamespace scannedNamespace = socketIndex.serverNamespace();
    ServerHostView server = socketIndex.serverHostView();
    return scannedNamespace != null
        && server != null
        && scannedNamespace.namespace().hasAddress(peer.address())
        && server.listensOn(peer);
  }

  private CandidateSocket viaRoute(
      ClientSocket socket, ScannedNamespace scannedNamespace, Backend backend) {
    Route route = endpoints.routes().get(socket.peer());
    PeerKind peerKind =
        switch (route == null ? null : route.target()) {
          case null -> PeerKind.UNKNOWN_PEER;
          case THIS_SERVER ->
              hasLedHereSinceStart(route, backend)
                  ? PeerKind.ROUTE_TO_SERVER
                  : PeerKind.ONE_OF_SEVERAL;
          case ONE_OF_SEVERAL -> PeerKind.ONE_OF_SEVERAL;
        };
    boolean routeOlderThanSocket =
        route == null
            || route.sinceMicros() <= openedNotBefore(scannedNamespace, socket.local().address());
    return new CandidateSocket(socket, scannedNamespace, peerKind, route, routeOlderThanSocket);
  }

  /**
   * The time before which no socket of the namespace can have been opened at {@code address}: the
   * time when its pod was created. In µs since the epoch on the operator's clock; {@link
   * Long#MIN_VALUE} when it is not known. A socket that is older than the route may have been
   * connected elsewhere, while the backend's own client dialled another address from the same port.
   */
  private long openedNotBefore(ScannedNamespace scannedNamespace, IpAddress address) {
    Pod pod =
        addressIndex != null
                && scannedNamespace.report().origin() instanceof ReportOrigin.PodAgent(String uid)
            ? addressIndex.pod(uid)
            : null;
    AddressAssignment addressAssignment = pod == null ? null : pod.addresses().get(address);
    return addressAssignment == null ? Long.MIN_VALUE : addressAssignment.notBeforeMicros();
  }

  /** The route has led to this server alone since before {@code backend} started. */
  private boolean hasLedHereSinceStart(@Nullable Route route, Backend backend) {
    return route != null
        && (route.sinceMicros() == Long.MIN_VALUE
            || (serverClock != null
                && serverClock.startOf(backend).isNotBefore(route.sinceMicros())));
  }
}
