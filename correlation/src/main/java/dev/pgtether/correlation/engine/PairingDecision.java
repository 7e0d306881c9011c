package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.ConnectionHop;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.ScannedNamespace;
import dev.pgtether.correlation.socket.SocketDescription;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pairing of one backend, and what the next audit needs to know about it.
 *
 * @param remembered before the proof of an earlier audit is added ({@link #memoryAfter})
 */
public record PairingDecision(Pairing pairing, PairingMemory.RememberedBackend remembered) {

  private static final Set<Code> REFUTING_CODES =
      EnumSet.of(Code.ANOTHER_BACKEND, Code.SERVER_END_NOT_ESTABLISHED);

  /**
   * What to remember, including what an earlier audit proved: a backend's socket never changes. An
   * earlier proof is dropped when two backends claim the same socket, or when the server's end
   * contradicts it.
   */
  PairingMemory.RememberedBackend memoryAfter(PairingMemory.@Nullable RememberedBackend earlier) {
    if (earlier == null || !earlier.proven() || remembered.proven()) {
      return remembered;
    }
    boolean refuted =
        pairing.evidence().stream().anyMatch(evidence -> REFUTING_CODES.contains(evidence.code()));
    return refuted ? remembered : remembered.keepProofOf(earlier);
  }

  /** The socket is proven. */
  boolean isProven() {
    return pairing.verdict() == Verdict.EXACT || pairing.verdict() == Verdict.SOCKET;
  }

  /** This decision with the pod of the client. */
  PairingDecision withClientPod(ClientPod clientPod) {
    return copyWith(pairing.verdict(), pairing.via(), pairing.evidence(), clientPod);
  }

  /** This decision with one more reason. */
  PairingDecision withEvidence(Evidence reason) {
    List<Evidence> evidence = new ArrayList<>(pairing.evidence());
    evidence.add(reason);
    return copyWith(pairing.verdict(), pairing.via(), evidence, pairing.clientPod());
  }

  /** This decision with one more hop, and {@code reason} as evidence of it. */
  PairingDecision withHop(ConnectionHop connectionHop, Evidence reason) {
    Set<ConnectionHop> all = EnumSet.of(connectionHop);
    all.addAll(pairing.via());
    List<Evidence> evidence = new ArrayList<>(pairing.evidence());
    evidence.add(reason);
    return copyWith(pairing.verdict(), all, evidence, pairing.clientPod());
  }

  /** This decision with another verdict. */
  PairingDecision withVerdict(Verdict verdict) {
    return copyWith(verdict, pairing.via(), pairing.evidence(), pairing.clientPod());
  }

  private PairingDecision copyWith(
      Verdict verdict,
      Set<ConnectionHop> via,
      List<Evidence> evidence,
      @Nullable ClientPod clientPod) {
    return new PairingDecision(
        new Pairing(
            pairing.backend(),
            verdict,
            via,
            pairing.socket(),
            pairing.holders(),
            pairing.agent(),
            evidence,
            clientPod),
        remembered);
  }

  /** A verdict without a socket and without an agent; nothing is remembered. */
  static PairingDecision of(Backend backend, Verdict verdict, Evidence... evidence) {
    return of(backend, verdict, null, 0, evidence);
  }

  /**
   * A verdict without a socket.
   *
   * @param agent the agent whose report decided; null when none did
   * @param auditsWithoutSocket {@link PairingMemory.RememberedBackend#auditsWithoutSocket}
   */
  static PairingDecision of(
      Backend backend,
      Verdict verdict,
      @Nullable String agent,
      int auditsWithoutSocket,
      Evidence... evidence) {
    return new PairingDecision(
        new Pairing(backend, verdict, Set.of(), null, List.of(), agent, List.of(evidence)),
        PairingMemory.RememberedBackend.withoutSocket(auditsWithoutSocket));
  }

  /** AMBIGUOUS: several sockets or namespaces, and nothing excludes all but one. */
  static PairingDecision ambiguous(
      Backend backend, List<ScannedNamespace> scannedNamespaces, Evidence evidence) {
    return of(backend, Verdict.AMBIGUOUS, ScannedNamespace.agentOf(scannedNamespaces), 0, evidence);
  }

  /**
   * AMBIGUOUS: one socket matches, and it is not proven.
   *
   * @param soleAndIdleMicros {@link PairingMemory.RememberedBackend#soleAndIdleMicros}
   */
  static PairingDecision unproven(
      Backend backend,
      CandidateSocket candidateSocket,
      List<Evidence> evidence,
      @Nullable Long soleAndIdleMicros) {
    AgentReport report = candidateSocket.namespace().report();
    return new PairingDecision(
        new Pairing(
            backend, Verdict.AMBIGUOUS, Set.of(), null, List.of(), report.agent(), evidence),
        new PairingMemory.RememberedBackend(
            candidateSocket.socket().id(),
            report.bootId(),
            false,
            0,
            candidateSocket.needsSoleSocket(),
            soleAndIdleMicros));
  }

  /** A proven socket: EXACT when its processes are known, SOCKET when they are not. */
  static PairingDecision proven(Backend backend, CandidateSocket candidateSocket, Evidence proof) {
    AgentReport report = candidateSocket.namespace().report();
    ClientSocket socket = candidateSocket.socket();
    PairingDecision withoutHop =
        new PairingDecision(
            proven(backend, report.agent(), socket, socket.holders(), proof),
            PairingMemory.RememberedBackend.proven(socket.id(), report.bootId()));
    String service = candidateSocket.service();
    return service == null
        ? withoutHop
        : withoutHop.withHop(
            ConnectionHop.SERVICE,
            new Evidence(
                Code.THROUGH_SERVICE,
                Map.of("peer", socket.peer().toString(), "service", service)));
  }

  /**
   * The proven peer of a Unix-domain connection. Nothing is remembered: each audit proves it again
   * from the server's end.
   */
  static PairingDecision provenUnixPeer(
      Backend backend, AgentReport report, SocketHolders socketHolders) {
    return new PairingDecision(
        proven(backend, report.agent(), null, socketHolders, Evidence.of(Code.UNIX_PEER)),
        PairingMemory.RememberedBackend.withoutSocket(0));
  }

  private static Pairing proven(
      Backend backend,
      String agent,
      @Nullable ClientSocket socket,
      SocketHolders socketHolders,
      Evidence proof) {
    List<Evidence> evidence = new ArrayList<>(2);
    evidence.add(proof);
    List<SocketHolder> holders =
        switch (socketHolders) {
          case SocketHolders.Known(List<SocketHolder> known, boolean complete) -> {
            List<SocketHolder> oldestFirst =
                known.size() == 1
                    ? known
                    : known.stream().sorted(SocketDescription.OLDEST_FIRST).toList();
            if (oldestFirst.size() > 1) {
              evidence.add(
                  Evidence.of(
                      Code.SHARED_BY_PROCESSES, "pids", SocketDescription.pidsOf(oldestFirst)));
            }
            if (!complete) {
              evidence.add(Evidence.of(Code.MORE_HOLDERS_POSSIBLE));
            }
            yield oldestFirst;
          }
          case SocketHolders.Unreadable unreadable -> {
            evidence.add(Evidence.of(Code.HOLDERS_UNREADABLE));
            yield List.of();
          }
          case SocketHolders.Nobody nobody -> {
            evidence.add(Evidence.of(Code.NO_HOLDER));
            yield List.of();
          }
        };
    Verdict verdict = holders.isEmpty() ? Verdict.SOCKET : Verdict.EXACT;
    return new Pairing(backend, verdict, Set.of(), socket, holders, agent, evidence);
  }
}
