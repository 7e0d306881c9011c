package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.BackendProcess.UnixPeer;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.pairing.Evidence.Code;
import java.util.List;

/**
 * Pairs a Unix-domain client. PostgreSQL gives no address for it; the way leads from the backend's
 * own process over its socket to the far end that the kernel names, so nothing lingers: a client
 * that is gone has no far end.
 */
final class UnixPairing {

  private final Sight sight;
  private final Code unseen;

  /**
   * @param unseen why nothing can be said where nobody stands on the server's host
   */
  UnixPairing(Sight sight, Code unseen) {
    this.sight = sight;
    this.unseen = unseen;
  }

  Decision decide(Backend backend) {
    Place place = sight.serverPlace();
    ServerSide server = sight.serverSide();
    if (place == null || server == null) {
      return Decision.of(backend, Verdict.LOCAL, Evidence.of(unseen));
    }
    AgentReport report = place.report();
    BackendProcess process = sight.processOf(backend.id().pid());
    if (!server.readable()) {
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
      return Decision.of(
          backend,
          Verdict.AMBIGUOUS,
          report.agent(),
          0,
          Evidence.of(Code.SEVERAL_SOCKETS, "candidates", inodes));
    }
    UnixPeer peer = peers.getFirst();
    return peer.inode() == 0
        ? Decision.of(
            backend,
            Verdict.GHOST,
            report.agent(),
            0,
            Evidence.of(Code.CLIENT_CLOSED, "state", "UNCONNECTED"))
        : Decision.provenPeer(backend, report, peer.holders());
  }

  private static Decision unknown(Backend backend, AgentReport report, Code code) {
    return Decision.of(backend, Verdict.UNKNOWN, report.agent(), 0, Evidence.of(code));
  }
}
