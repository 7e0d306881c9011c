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

/** A pairing, and what to remember of it for the next audit. */
public record PairingDecision(Pairing pairing, PairingMemory.RememberedBackend remembered) {

  private static final Set<Code> REFUTING_CODES =
      EnumSet.of(Code.ANOTHER_BACKEND, Code.SERVER_END_NOT_ESTABLISHED);

  /**
   * What to remember, with what an earlier audit had proven: a backend's socket never changes. But
   * where two backends claim one socket, and where the server's own end says otherwise, an earlier
   * proof was wrong.
   */
  PairingMemory.RememberedBackend memoryAfter(PairingMemory.@Nullable RememberedBackend earlier) {
    if (earlier == null || !earlier.proven() || remembered.proven()) {
      return remembered;
    }
    boolean refuted =
        pairing.evidence().stream().anyMatch(evidence -> REFUTING_CODES.contains(evidence.code()));
    return refuted ? remembered : remembered.keepProofOf(earlier);
  }

  /** A socket is named. */
  boolean isProven() {
    return pairing.verdict() == Verdict.EXACT || pairing.verdict() == Verdict.SOCKET;
  }

  /** This, with the pod that it is certain to be about. */
  PairingDecision withClientPod(ClientPod clientPod) {
    return copyWith(pairing.verdict(), pairing.via(), pairing.evidence(), clientPod);
  }

  /** This, for one reason more. */
  PairingDecision withEvidence(Evidence reason) {
    List<Evidence> evidence = new ArrayList<>(pairing.evidence());
    evidence.add(reason);
    return copyWith(pairing.verdict(), pairing.via(), evidence, pairing.clientPod());
  }

  /** This, found to run through {@code via}, for {@code reason}. */
  PairingDecision withHop(ConnectionHop connectionHop, Evidence reason) {
    Set<ConnectionHop> all = EnumSet.of(connectionHop);
    all.addAll(pairing.via());
    List<Evidence> evidence = new ArrayList<>(pairing.evidence());
    evidence.add(reason);
    return copyWith(pairing.verdict(), all, evidence, pairing.clientPod());
  }

  /** This, seen or remembered no differently, but another verdict. */
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

  /** A verdict without a socket, nothing worth remembering. */
  static PairingDecision of(Backend backend, Verdict verdict, Evidence... evidence) {
    return of(backend, verdict, null, 0, evidence);
  }

  /**
   * A verdict without a proven socket, seen by {@code agent}, {@code missing} audits in a row
   * without one.
   */
  static PairingDecision of(
      Backend backend, Verdict verdict, @Nullable String agent, int missing, Evidence... evidence) {
    return new PairingDecision(
        new Pairing(backend, verdict, Set.of(), null, List.of(), agent, List.of(evidence)),
        PairingMemory.RememberedBackend.withoutSocket(missing));
  }

  /** Several sockets or places, and nothing that decides between them. */
  static PairingDecision ambiguous(
      Backend backend, List<ScannedNamespace> places, Evidence evidence) {
    return of(backend, Verdict.AMBIGUOUS, ScannedNamespace.agentOf(places), 0, evidence);
  }

  /**
   * The one socket that fits, not proven.
   *
   * @param aloneMicros {@link PairingMemory.RememberedBackend#soleAndIdleMicros}
   */
  static PairingDecision unproven(
      Backend backend,
      CandidateSocket candidateSocket,
      List<Evidence> evidence,
      @Nullable Long aloneMicros) {
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
            aloneMicros));
  }

  /** A proven socket: EXACT where its processes are known, SOCKET where they are not. */
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
   * The proven far end of a Unix-domain connection; each audit proves it anew, from the server's
   * end.
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
    List<SocketHolder> named =
        switch (socketHolders) {
          case SocketHolders.Known(List<SocketHolder> known, boolean all) -> {
            List<SocketHolder> oldestFirst =
                known.size() == 1
                    ? known
                    : known.stream().sorted(SocketDescription.OLDEST_FIRST).toList();
            if (oldestFirst.size() > 1) {
              evidence.add(
                  Evidence.of(
                      Code.SHARED_BY_PROCESSES, "pids", SocketDescription.pidsOf(oldestFirst)));
            }
            if (!all) {
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
    Verdict verdict = named.isEmpty() ? Verdict.SOCKET : Verdict.EXACT;
    return new Pairing(backend, verdict, Set.of(), socket, named, agent, evidence);
  }
}
