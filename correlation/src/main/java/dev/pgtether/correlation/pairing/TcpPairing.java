package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Lingering.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pairs a TCP client, by the rules of a proven pair (docs/architecture.md, "What proves a pair").
 */
final class TcpPairing {

  private final Rows rows;
  private final Sight sight;
  private final Peers peers;
  private final Conduct conduct;
  private final OnlyVoice onlyVoice;
  private final Lingering lingering;
  private final NoSocket noSocket;
  private final Memory memory;

  TcpPairing(
      Rows rows, Sight sight, Peers peers, Conduct conduct, OnlyVoice onlyVoice, Memory memory) {
    this.rows = rows;
    this.sight = sight;
    this.peers = peers;
    this.conduct = conduct;
    this.onlyVoice = onlyVoice;
    this.lingering = new Lingering(conduct, onlyVoice);
    this.noSocket = new NoSocket(sight, memory);
    this.memory = memory;
  }

  /**
   * Decides by what the server's own end says of a client that is gone; null when it says nothing.
   */
  @Nullable Decision closedAtServer(Backend backend, Endpoint client, List<Place> owners) {
    ServerEnd end = ServerEnd.of(sight, backend.id().pid(), client);
    return end instanceof ServerEnd.Closed closed
        ? noSocket.closedAtServer(backend, fits(backend, client, owners, end), closed.state())
        : null;
  }

  private Fits fits(Backend backend, Endpoint client, List<Place> owners, ServerEnd end) {
    return Fits.of(sight.candidatesAt(client, owners, backend, peers), end);
  }

  /**
   * Decides by the sockets.
   *
   * @param owners the places where the client's address belongs
   */
  Decision decide(Backend backend, Endpoint client, List<Place> owners) {
    ServerEnd end = ServerEnd.of(sight, backend.id().pid(), client);
    Fits fits = fits(backend, client, owners, end);
    if (end instanceof ServerEnd.Closed closed) {
      return noSocket.closedAtServer(backend, fits, closed.state());
    }
    if (owners.isEmpty()) {
      return noSocket.withoutOwner(backend, client);
    }
    List<Crowd.Row> crowd = rows.crowdAround(backend);
    boolean alone = crowd.isEmpty() && rows.areAllSeen();
    if (fits.fitting().isEmpty()) {
      return noSocket.decide(backend, owners, fits, end, alone);
    }
    if (owners.size() > 1) {
      List<String> namespaces =
          owners.stream().map(owner -> "net:[" + owner.namespace().inode() + "]").sorted().toList();
      return Decision.ambiguous(
          backend,
          owners,
          new Evidence(
              Code.ADDRESS_IN_SEVERAL_NAMESPACES,
              Map.of("namespaces", namespaces, "candidates", describe(fits.fitting()))));
    }
    Memory.Seen seen = memory.backends().get(backend.id());
    ServerEnd endThen = end.after(owners.getFirst(), sight.serverPlace());
    return withSockets(
        new Lingering.Subject(backend, endThen, seen, rows.areAllSeen(), alone),
        owners,
        fits,
        crowd);
  }

  private Decision withSockets(
      Lingering.Subject subject, List<Place> owners, Fits fits, List<Crowd.Row> crowd) {
    Backend backend = subject.now();
    Memory.Seen seen = subject.seen();
    List<Candidate> candidates = fits.fitting();
    if (seen != null && seen.proven()) {
      Candidate proven = find(candidates, seen);
      if (proven == null && candidates.stream().allMatch(Candidate::hasCookie)) {
        return Decision.ambiguous(
            backend,
            owners,
            Evidence.of(Code.ANOTHER_SOCKET_BEFORE, "candidates", describe(candidates)));
      }
      candidates = proven == null ? candidates : List.of(proven);
    }
    if (candidates.size() > 1) {
      return Decision.ambiguous(
          backend, owners, Evidence.of(Code.SEVERAL_SOCKETS, "candidates", describe(candidates)));
    }
    Candidate candidate = candidates.getFirst();
    Judgement judgement = lingering.judge(subject, candidate);
    List<Evidence> doubts = new ArrayList<>(2);
    if (!(judgement instanceof Judgement.Proven(Evidence proof, boolean certain) && certain)) {
      doubts.addAll(doubtsAbout(backend, candidate, fits, crowd));
    }
    return switch (judgement) {
      case Judgement.Proven(Evidence proof, boolean certain) when doubts.isEmpty() ->
          Decision.proven(backend, candidate, proof);
      case Judgement.Proven proven -> unproven(subject, candidate, doubts);
      case Judgement.Unproven(List<Evidence> against) -> {
        doubts.add(Evidence.of(Code.MAY_LINGER, "candidates", describe(candidates)));
        doubts.addAll(against);
        yield unproven(subject, candidate, doubts);
      }
    };
  }

  private static Decision unproven(
      Lingering.Subject subject, Candidate candidate, List<Evidence> doubts) {
    Backend backend = subject.now();
    Memory.Seen seen = subject.seen();
    Long alone = seen != null && candidate.is(seen) ? seen.aloneMicros() : null;
    if (alone != null && alone > backend.readAtMicros()) {
      alone = null; // the server's clock was set back
    }
    if (alone == null && candidate.isContested() && candidate.isAlone() && backend.isIdle()) {
      alone = backend.readAtMicros();
    }
    return Decision.unproven(backend, candidate, doubts, alone);
  }

  /** What else the socket may be, for all that {@code backend}'s client is there. */
  private List<Evidence> doubtsAbout(
      Backend backend, Candidate candidate, Fits fits, List<Crowd.Row> crowd) {
    List<Evidence> doubts = new ArrayList<>(2);
    Evidence rival = rivalOf(backend, candidate, crowd);
    if (rival != null) {
      doubts.add(rival);
    }
    for (Candidate closing : fits.closing()) {
      doubts.add(Evidence.of(Code.CLIENT_CLOSED, "state", closing.socket().state().name()));
    }
    boolean apart = rows.areAllSeen() && conduct.tellsApart(backend, candidate, fits.strangers());
    if (!fits.strangers().isEmpty() && !apart) {
      List<Candidate> all = new ArrayList<>(fits.strangers());
      all.add(candidate);
      doubts.add(Evidence.of(Code.SEVERAL_SOCKETS, "candidates", describe(all)));
      doubts.add(Evidence.of(Code.PEER_UNKNOWN, "peers", fits.strangePeers()));
    }
    if (candidate.kind() == Peers.Kind.ONE_OF_SEVERAL || mayBeElder(backend, candidate)) {
      doubts.add(candidate.mayLeadElsewhere());
    }
    return doubts;
  }

  /**
   * The socket may be elder than the road that it took, and another server's, and this backend's
   * client, which dialled an address that nobody has told us from the same port, stand beside it.
   */
  private boolean mayBeElder(Backend backend, Candidate candidate) {
    return !candidate.roadIsElder() && !onlyVoice.isIts(backend, candidate);
  }

  /** The youngest other backend that may be the socket's; one is doubt enough. */
  private @Nullable Evidence rivalOf(Backend backend, Candidate candidate, List<Crowd.Row> crowd) {
    for (Crowd.Row row : crowd) {
      Backend other = row.backend();
      if (other.id().equals(backend.id())) {
        continue;
      }
      if (other.id().startMicros() >= backend.id().startMicros()) {
        return Evidence.of(Code.YOUNGER_BACKEND, "backendPid", (long) other.id().pid());
      }
      if (!row.standing() || !conduct.hasSentSinceQuery(other, candidate)) {
        return Evidence.of(Code.ANOTHER_BACKEND, "backendPid", (long) other.id().pid());
      }
    }
    return null;
  }

  private static @Nullable Candidate find(List<Candidate> candidates, Memory.Seen seen) {
    for (Candidate candidate : candidates) {
      if (candidate.is(seen)) {
        return candidate;
      }
    }
    return null;
  }

  private static List<String> describe(List<Candidate> candidates) {
    return Decision.describe(Candidate.socketsOf(candidates));
  }
}
