package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Holder;
import dev.pgtether.correlation.fact.Holders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.pairing.Evidence.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pairing, and what to remember of it for the next audit. */
record Decision(Pairing pairing, Memory.Seen seen) {

  private static final Set<Code> REFUTING =
      EnumSet.of(Code.ANOTHER_BACKEND, Code.SERVER_END_NOT_ESTABLISHED);

  private static final Comparator<Holder> ELDEST_FIRST =
      Comparator.<Holder>comparingLong(holder -> holder.process().startMicros())
          .thenComparingInt(holder -> holder.process().pid());

  /**
   * What to remember, with what an earlier audit had proven: a backend's socket never changes. But
   * where two backends claim one socket, and where the server's own end says otherwise, an earlier
   * proof was wrong.
   */
  Memory.Seen remembered(Memory.@Nullable Seen earlier) {
    if (earlier == null || !earlier.proven() || seen.proven()) {
      return seen;
    }
    boolean refuted =
        pairing.evidence().stream().anyMatch(evidence -> REFUTING.contains(evidence.code()));
    return refuted ? seen : seen.with(earlier);
  }

  /** A socket is named. */
  boolean isProven() {
    return pairing.verdict() == Verdict.EXACT || pairing.verdict() == Verdict.SOCKET;
  }

  /** This, with the pod that it is certain to be about. */
  Decision about(Client client) {
    return with(pairing.verdict(), pairing.via(), pairing.evidence(), client);
  }

  /** This, for one reason more. */
  Decision because(Evidence reason) {
    List<Evidence> evidence = new ArrayList<>(pairing.evidence());
    evidence.add(reason);
    return with(pairing.verdict(), pairing.via(), evidence, pairing.client());
  }

  /** This, found to run through {@code via}, for {@code reason}. */
  Decision through(Via via, Evidence reason) {
    Set<Via> all = EnumSet.of(via);
    all.addAll(pairing.via());
    List<Evidence> evidence = new ArrayList<>(pairing.evidence());
    evidence.add(reason);
    return with(pairing.verdict(), all, evidence, pairing.client());
  }

  /** This, seen or remembered no differently, but another verdict. */
  Decision as(Verdict verdict) {
    return with(verdict, pairing.via(), pairing.evidence(), pairing.client());
  }

  private Decision with(
      Verdict verdict, Set<Via> via, List<Evidence> evidence, @Nullable Client client) {
    return new Decision(
        new Pairing(
            pairing.backend(),
            verdict,
            via,
            pairing.socket(),
            pairing.holders(),
            pairing.agent(),
            evidence,
            client),
        seen);
  }

  /** A verdict without a socket, nothing worth remembering. */
  static Decision of(Backend backend, Verdict verdict, Evidence... evidence) {
    return of(backend, verdict, null, 0, evidence);
  }

  /**
   * A verdict without a proven socket, seen by {@code agent}, {@code missing} audits in a row
   * without one.
   */
  static Decision of(
      Backend backend, Verdict verdict, @Nullable String agent, int missing, Evidence... evidence) {
    return new Decision(
        new Pairing(backend, verdict, Set.of(), null, List.of(), agent, List.of(evidence)),
        Memory.Seen.nothing(missing));
  }

  /** Several sockets or places, and nothing that decides between them. */
  static Decision ambiguous(Backend backend, List<Place> places, Evidence evidence) {
    return of(backend, Verdict.AMBIGUOUS, Place.agentOf(places), 0, evidence);
  }

  /**
   * The one socket that fits, not proven.
   *
   * @param aloneMicros {@link Memory.Seen#aloneMicros}
   */
  static Decision unproven(
      Backend backend, Candidate candidate, List<Evidence> evidence, @Nullable Long aloneMicros) {
    AgentReport report = candidate.place().report();
    return new Decision(
        new Pairing(
            backend, Verdict.AMBIGUOUS, Set.of(), null, List.of(), report.agent(), evidence),
        new Memory.Seen(
            candidate.socket().id(),
            report.bootId(),
            false,
            0,
            candidate.isContested(),
            aloneMicros));
  }

  /** A proven socket: EXACT where its processes are known, SOCKET where they are not. */
  static Decision proven(Backend backend, Candidate candidate, Evidence proof) {
    AgentReport report = candidate.place().report();
    ClientSocket socket = candidate.socket();
    Decision straight =
        new Decision(
            proven(backend, report.agent(), socket, socket.holders(), proof),
            Memory.Seen.proven(socket.id(), report.bootId()));
    String service = candidate.service();
    return service == null
        ? straight
        : straight.through(
            Via.SERVICE,
            new Evidence(
                Code.THROUGH_SERVICE,
                Map.of("peer", socket.peer().toString(), "service", service)));
  }

  /**
   * The proven far end of a Unix-domain connection; each audit proves it anew, from the server's
   * end.
   */
  static Decision provenPeer(Backend backend, AgentReport report, Holders holders) {
    return new Decision(
        proven(backend, report.agent(), null, holders, Evidence.of(Code.UNIX_PEER)),
        Memory.Seen.nothing(0));
  }

  private static Pairing proven(
      Backend backend,
      String agent,
      @Nullable ClientSocket socket,
      Holders holders,
      Evidence proof) {
    List<Evidence> evidence = new ArrayList<>(2);
    evidence.add(proof);
    List<Holder> named =
        switch (holders) {
          case Holders.Known(List<Holder> known, boolean all) -> {
            List<Holder> eldestFirst =
                known.size() == 1 ? known : known.stream().sorted(ELDEST_FIRST).toList();
            if (eldestFirst.size() > 1) {
              evidence.add(Evidence.of(Code.SHARED_BY_PROCESSES, "pids", pidsOf(eldestFirst)));
            }
            if (!all) {
              evidence.add(Evidence.of(Code.MORE_HOLDERS_POSSIBLE));
            }
            yield eldestFirst;
          }
          case Holders.Unreadable unreadable -> {
            evidence.add(Evidence.of(Code.HOLDERS_UNREADABLE));
            yield List.of();
          }
          case Holders.Nobody nobody -> {
            evidence.add(Evidence.of(Code.NO_HOLDER));
            yield List.of();
          }
        };
    Verdict verdict = named.isEmpty() ? Verdict.SOCKET : Verdict.EXACT;
    return new Pairing(backend, verdict, Set.of(), socket, named, agent, evidence);
  }

  private static List<String> pidsOf(List<Holder> holders) {
    return holders.stream().map(holder -> String.valueOf(holder.process().pid())).toList();
  }

  /**
   * The sockets as values of evidence, in an order of their own: {@code [::1]:41000->[::1]:5432
   * pids 12,13}.
   */
  static List<String> describe(List<ClientSocket> sockets) {
    return sockets.stream().map(Decision::describe).sorted().toList();
  }

  private static String describe(ClientSocket socket) {
    String holders =
        switch (socket.holders()) {
          case Holders.Known known ->
              "pids "
                  + String.join(
                      ",", pidsOf(known.holders().stream().sorted(ELDEST_FIRST).toList()));
          case Holders.Unreadable unreadable -> "pid ?";
          case Holders.Nobody nobody -> "no process";
        };
    SocketId id = socket.id();
    return socket.local()
        + "->"
        + socket.peer()
        + " net:["
        + id.namespace()
        + "] cookie "
        + id.cookie()
        + " "
        + holders;
  }
}
