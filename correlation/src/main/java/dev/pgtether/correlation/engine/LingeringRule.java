package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.proof.LingeringCheck;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.ScannedNamespace;
import dev.pgtether.correlation.socket.ServerEnd;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The backend does not linger: its client is still connected, and the socket is not that of a new
 * client on the same port ({@link LingeringCheck}). Source: docs/architecture.md, "What proves a
 * pair", row 7, and "The lingering backend".
 */
final class LingeringRule {

  private final LingeringCheck lingeringCheck;
  private final @Nullable ScannedNamespace serverNamespace;
  private final boolean noRowsHidden;

  /**
   * Makes the rule for one audit.
   *
   * @param serverNamespace the server's network namespace; null when no agent scanned it
   * @param noRowsHidden no row of A1 or A2 is hidden
   */
  LingeringRule(
      LingeringCheck lingeringCheck,
      @Nullable ScannedNamespace serverNamespace,
      boolean noRowsHidden) {
    this.lingeringCheck = lingeringCheck;
    this.serverNamespace = serverNamespace;
    this.noRowsHidden = noRowsHidden;
  }

  /** Returns the proof that the selected socket is the backend's, or what speaks against it. */
  LingeringCheck.Result check(TcpClientFacts facts, CandidateSocket candidateSocket) {
    ServerEnd serverEnd =
        facts.serverEnd().validFor(facts.owningNamespaces().getFirst(), serverNamespace);
    return lingeringCheck.check(
        new LingeringCheck.BackendContext(
            facts.backend(), serverEnd, facts.remembered(), noRowsHidden, facts.soleBackend()),
        candidateSocket);
  }

  /** The reasons for an unproven socket: first that it may be a new client's, then why. */
  static List<Evidence> doubts(
      LingeringCheck.Result.Unproven unproven, CandidateSocket candidateSocket) {
    List<Evidence> doubts = new ArrayList<>(2);
    doubts.add(
        Evidence.of(
            Code.MAY_LINGER, "candidates", CandidateSocket.describe(List.of(candidateSocket))));
    doubts.addAll(unproven.against());
    return doubts;
  }
}
