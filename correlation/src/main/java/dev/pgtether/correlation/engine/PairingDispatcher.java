package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.address.AddressOwnership;
import dev.pgtether.correlation.address.ClusterAddressIndex;
import dev.pgtether.correlation.address.ServerClockConversion;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.correlation.proof.ClockAlignment;
import dev.pgtether.correlation.proof.SocketTrafficCheck;
import dev.pgtether.correlation.proof.SoleSocketProof;
import dev.pgtether.correlation.socket.PeerClassifier;
import dev.pgtether.correlation.socket.ReportFilter;
import dev.pgtether.correlation.socket.SocketIndex;
import org.jspecify.annotations.Nullable;

/** Sends each backend of one audit to the rules for its kind of client. */
final class PairingDispatcher {

  private final BothReadingsRule bothReadingsRule;
  private final SocketIndex socketIndex;
  private final TcpPairingRules tcp;
  private final UnixPairingRules unix;
  private final @Nullable ClusterPairingRules cluster;

  private PairingDispatcher(
      ActivityComparison activityComparison,
      SocketIndex socketIndex,
      TcpPairingRules tcp,
      UnixPairingRules unix,
      @Nullable ClusterPairingRules cluster) {
    this.bothReadingsRule = new BothReadingsRule(activityComparison);
    this.socketIndex = socketIndex;
    this.tcp = tcp;
    this.unix = unix;
    this.cluster = cluster;
  }

  static PairingDispatcher of(
      AuditObservation auditObservation, ActivityComparison activityComparison) {
    var first = auditObservation.firstReading();
    var second = auditObservation.secondReading();
    Endpoint server = second.server().address();
    ClusterSnapshot clusterSnapshot = auditObservation.cluster();
    ClusterAddressIndex addressIndex =
        clusterSnapshot == null ? null : new ClusterAddressIndex(clusterSnapshot, second.server());
    ServerClockConversion serverClock =
        clusterSnapshot == null
            ? null
            : new ServerClockConversion(second.readInterval(), clusterSnapshot.clock());
    SocketIndex socketIndex =
        SocketIndex.of(new ReportFilter(addressIndex, server).accepted(auditObservation));
    ClockAlignment clockAlignment = new ClockAlignment(first.readInterval(), second.readInterval());
    TcpPairingRules tcp =
        new TcpPairingRules(
            activityComparison,
            socketIndex,
            new PeerClassifier(
                auditObservation.endpoints(), socketIndex, serverClock, addressIndex),
            new SocketTrafficCheck(clockAlignment, second.server()),
            new SoleSocketProof(clockAlignment),
            auditObservation.memory());
    if (clusterSnapshot == null || addressIndex == null || serverClock == null) {
      return new PairingDispatcher(
          activityComparison,
          socketIndex,
          tcp,
          new UnixPairingRules(socketIndex, Code.SERVER_ELSEWHERE),
          null);
    }
    AddressOwnership addressOwnership =
        new AddressOwnership(addressIndex, clusterSnapshot, serverClock);
    return new PairingDispatcher(
        activityComparison,
        socketIndex,
        tcp,
        new UnixPairingRules(socketIndex, Code.SERVER_UNSEEN),
        new ClusterPairingRules(
            tcp,
            addressOwnership,
            addressIndex,
            socketIndex,
            auditObservation.silentPodUids(),
            server));
  }

  PairingDecision decide(Backend backend) {
    PairingDecision appeared = bothReadingsRule.failure(backend);
    if (appeared != null) {
      return appeared;
    }
    if (backend.client() instanceof ClientAddress.None) {
      return PairingDecision.of(backend, Verdict.UNKNOWN, Evidence.of(Code.NO_CLIENT_ADDRESS));
    }
    if (cluster == null && socketIndex.hasNoReports()) {
      return PairingDecision.of(backend, Verdict.UNKNOWN, Evidence.of(Code.NO_REPORT));
    }
    return switch (backend.client()) {
      case ClientAddress.Tcp(Endpoint client) ->
          cluster == null
              ? tcp.decide(backend, client, socketIndex.namespacesWith(client.address()))
              : cluster.decide(backend, client);
      case ClientAddress.UnixSocket unixSocket -> {
        PairingDecision pairingDecision = unix.decide(backend);
        yield cluster == null ? pairingDecision : cluster.withServerPod(pairingDecision);
      }
      case ClientAddress.None none -> throw new AssertionError(none);
    };
  }
}
