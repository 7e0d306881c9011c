package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.BackendProcess.UnixPeer;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.correlation.socket.ScannedNamespace;
import dev.pgtether.correlation.socket.SocketIndex;
import java.util.List;

/**
 * Pairs a Unix-domain client. PostgreSQL gives no address for it: the backend's own process has the
 * accepted socket, and the kernel names the peer of that socket ({@code UNIX_DIAG_PEER}). A
 * connection whose client is gone has no peer, so no other client can be mistaken for it.
 */
final class UnixPairingRules {

  private final SocketIndex socketIndex;
  private final Code noServerAgentCode;

  /**
   * Makes the rules for one audit.
   *
   * @param noServerAgentCode the evidence when no agent scanned the server's host
   */
  UnixPairingRules(SocketIndex socketIndex, Code noServerAgentCode) {
    this.socketIndex = socketIndex;
    this.noServerAgentCode = noServerAgentCode;
  }

  PairingDecision decide(Backend backend) {
    ScannedNamespace scannedNamespace = socketIndex.serverNamespace();
    ServerHostView server = socketIndex.serverHostView();
    if (scannedNamespace == null || server == null) {
      return PairingDecision.of(backend, Verdict.LOCAL, Evidence.of(noServerAgentCode));
    }
    AgentReport report = scannedNamespace.report();
    BackendProcess process = socketIndex.processOf(backend.id().pid());
    if (!server.descriptorsReadable()) {
      return unknown(backend, report, Code.SERVER_PROCESSES_UNREADABLE);
    }
    if (process == null) {
      return unknown(backend, report, Code.SERVER_PROCESS_NOT_FOUND);
    }
    if (process.unixPeers().isEmpty()) {
      return unknown(backend, report, Code.SERVER_SOCKET_NOT_LISTED);
    }
    List<UnixPeer> peers = process.unixPeers();
    if (peers.size() > 1) {
      List<String> inodes =
          peers.stream().map(peer -> "unix inode " + peer.inode()).sorted().toList();
      return PairingDecision.of(
          backend,
          Verdict.AMBIGUOUS,
          report.agent(),
          0,
          Evidence.of(Code.SEVERAL_SOCKETS, "candidates", inodes));
    }
    UnixPeer peer = peers.getFirst();
    return peer.inode() == 0
        ? PairingDecision.of(
            backend,
            Verdict.GHOST,
            report.agent(),
            0,
            Evidence.of(Code.CLIENT_CLOSED, "state", "UNCONNECTED"))
        : PairingDecision.provenUnixPeer(backend, report, peer.holders());
  }

  private static PairingDecision unknown(Backend backend, AgentReport report, Code code) {
    return PairingDecision.of(backend, Verdict.UNKNOWN, report.agent(), 0, Evidence.of(code));
  }
}
