package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.pairing.Evidence.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the one socket that fits a backend is its own, or a newcomer's.
 *
 * <p>A client killed during a query leaves its backend running until the query ends. A new client
 * may take the same source port meanwhile and hang in authentication, where PostgreSQL before 18
 * shows no row for it: both readings show the old backend, and the only socket at its address is
 * the newcomer's. So a socket is proven, or it is not named.
 */
final class Lingering {

  private final Conduct conduct;
  private final OnlyVoice onlyVoice;

  Lingering(Conduct conduct, OnlyVoice onlyVoice) {
    this.conduct = conduct;
    this.onlyVoice = onlyVoice;
  }

  /** The proof that a socket is a backend's, or what speaks against it. */
  sealed interface Judgement {
    /**
     * It is.
     *
     * @param certain whatever other backends and sockets stand at the same endpoint
     */
    record Proven(Evidence evidence, boolean certain) implements Judgement {}

    /**
     * It may not be.
     *
     * @param against empty when there is merely no proof
     */
    record Unproven(List<Evidence> against) implements Judgement {}
  }

  /**
   * What is known of a backend.
   *
   * @param now its row in A2
   * @param end the server's own end
   * @param seen the same backend in the audit before; null when it was not there
   * @param allSeen no row of A1 or A2 is hidden
   * @param alone surely no other backend of A1 or A2 has the same client endpoint
   */
  record Subject(
      Backend now, ServerEnd end, Memory.@Nullable Seen seen, boolean allSeen, boolean alone) {}

  /** Judges the only socket that fits. */
  Judgement judge(Subject subject, Candidate candidate) {
    return switch (subject.end()) {
      case ServerEnd.NotListed notListed -> unproven(Evidence.of(Code.SERVER_END_NOT_ESTABLISHED));
      case ServerEnd.Closed closed ->
          unproven(Evidence.of(Code.CLIENT_CLOSED, "state", closed.state().name()));
      case ServerEnd.Established(Endpoint local) -> {
        Judgement before = judgeBefore(subject, candidate);
        yield before == null ? judgeEstablished(candidate, local) : before;
      }
      case ServerEnd.Unseen unseen -> {
        Judgement before = judgeBefore(subject, candidate);
        yield before == null ? judgeUnseen(subject, candidate) : before;
      }
    };
  }

  /** What is clear before anything else is looked at. */
  private @Nullable Judgement judgeBefore(Subject subject, Candidate candidate) {
    Memory.Seen before = subject.seen();
    Memory.Seen seen = before != null && candidate.is(before) ? before : null;
    if (seen != null && seen.proven()) {
      return new Judgement.Proven(Evidence.of(Code.PROVEN_BEFORE), true);
    }
    Evidence newcomer = Conduct.notStartedUp(subject.now(), candidate.socket().examination());
    if (newcomer != null) {
      return unproven(newcomer);
    }
    Evidence spoken =
        seen != null && subject.alone()
            ? onlyVoice.querySince(seen, subject.now(), candidate)
            : null;
    return spoken == null ? null : new Judgement.Proven(spoken, true);
  }

  /**
   * The server accepts under the address that was dialled, unless that was rewritten on the way:
   * then the connection is alive, and no more is known.
   */
  private static Judgement judgeEstablished(Candidate candidate, Endpoint local) {
    boolean dialled = candidate.socket().peer().equals(local);
    return dialled || candidate.kind() != Peers.Kind.OWN_ADDRESS
        ? new Judgement.Proven(
            Evidence.of(Code.SERVER_END_ESTABLISHED, "serverEnd", local.toString()), dialled)
        : unproven(null);
  }

  private Judgement judgeUnseen(Subject subject, Candidate candidate) {
    Backend backend = subject.now();
    Examination examination = candidate.socket().examination();
    if (backend.waitsForClient()) {
      Evidence newcomer = conduct.sentSinceWaiting(backend, examination);
      if (newcomer == null && !subject.allSeen()) {
        return unproven(Evidence.of(Code.ROWS_HIDDEN));
      }
      return newcomer == null
          ? proven(
              Evidence.of(Code.WAITS_FOR_CLIENT, "waitEvent", String.valueOf(backend.waitEvent())))
          : unproven(newcomer);
    }
    Evidence proof =
        examination == null || !subject.alone() ? null : conduct.pastAuthentication(examination);
    // A socket that is elder than its road is no newcomer, but may be another server's: this
    // backend's client dialled another address from the same port, is gone, and its query goes on.
    return proof == null || !candidate.roadIsElder() ? unproven(null) : proven(proof);
  }

  private static Judgement proven(Evidence evidence) {
    return new Judgement.Proven(evidence, false);
  }

  private static Judgement unproven(@Nullable Evidence against) {
    return new Judgement.Unproven(against == null ? List.of() : List.of(against));
  }
}
