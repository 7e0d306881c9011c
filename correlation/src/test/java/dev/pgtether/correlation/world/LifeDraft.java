package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.SessionState;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws the life of a connection, second by second as PostgreSQL and both kernels would live it.
 */
final class LifeDraft {

  private static final String CLIENT_READ = "ClientRead";

  /** The server cuts off who takes longer ({@code authentication_timeout}). */
  private static final long LONGEST_IN_AUTHENTICATION = 60_000_000;

  private final Chance chance;
  private final Manners manners;
  private final long connected;
  private final Ending ending;
  private final long ended;
  private final long noticeable;

  private final List<Phase> phases = new ArrayList<>();
  private final List<Long> sends = new ArrayList<>();
  private final List<Life.Received> received = new ArrayList<>();
  private long exited = Connection.NEVER;

  /**
   * @param ended when the client leaves, unless {@code ending} is NONE
   */
  LifeDraft(Chance chance, Manners manners, long connected, Ending ending, long ended) {
    this.chance = chance;
    this.manners = manners;
    this.connected = connected;
    this.ending = ending;
    this.ended = ending == Ending.NONE ? Connection.NEVER : ended;
    this.noticeable =
        ending == Ending.NONE ? Connection.NEVER : this.ended + chance.between(20, 200);
  }

  Life draw() {
    long accepted = connected + chance.spread(50, 3_000);
    long authenticated = authenticate(accepted);
    if (authenticated < ended) {
      long ready = authenticated + chance.spread(200, 2_000);
      phases.add(new Phase(authenticated, SessionState.UNKNOWN, null, null, null));
      received.add(new Life.Received(ready, 420));
      live(ready);
    } else {
      exited = noticeable + manners.noticingDelay(chance);
    }
    phases.removeIf(phase -> phase.from() >= exited);
    sends.removeIf(sent -> sent >= ended);
    received.removeIf(some -> some.at() >= ended);
    return new Life(
        connected, accepted, phases, sends, received, ending, ended, noticeable, exited);
  }

  /** Returns when PostgreSQL is satisfied. */
  private long authenticate(long accepted) {
    boolean held = chance.hits(manners.heldInAuthentication());
    boolean tls = manners.offersTls() && chance.hits(0.5);
    long authenticated =
        accepted
            + (held
                ? chance.spread(50_000, LONGEST_IN_AUTHENTICATION)
                : chance.spread(3_000, 30_000));
    sends.add(connected + chance.between(5, 500));
    if (tls) {
      long flight = accepted + chance.between(800, 2_500);
      received.add(new Life.Received(flight, chance.between(1_200, 6_000)));
      sends.add(flight + chance.between(100, 1_000));
    }
    long scram = accepted + chance.between(2_500, 2_900);
    received.add(new Life.Received(scram, 120));
    sends.add(held && chance.hits(0.5) ? authenticated - chance.between(100, 1_000) : scram + 50);
    if (manners.showsStarting()) {
      phases.add(
          new Phase(
              accepted + chance.spread(20, 500), SessionState.STARTING, CLIENT_READ, null, null));
    }
    return authenticated;
  }

  /** Idle, then one batch of messages after the other, until the client leaves. */
  private void live(long ready) {
    long now = ready;
    Long queryStart = null;
    for (int round = 0; ; round++) {
      long idleSince = now;
      phases.add(new Phase(now, SessionState.IDLE, CLIENT_READ, queryStart, idleSince));
      long sent = round > 12 ? Connection.NEVER : now + chance.spread(50, 60_000_000);
      if (sent >= ended) {
        exited = ending == Ending.NONE ? Connection.NEVER : noticed(now);
        return;
      }
      if (sent == Connection.NEVER) {
        return;
      }
      sends.add(sent);
      int messages = chance.hits(manners.pipelines()) ? (int) chance.between(2, 6) : 1;
      now = sent + chance.spread(50, 3_000);
      for (int i = 0; i < messages; i++) {
        queryStart = now;
        boolean copies = messages == 1 && chance.hits(0.1);
        long until = now + chance.spread(100, 100_000_000);
        phases.add(
            new Phase(now, SessionState.ACTIVE, copies ? CLIENT_READ : null, queryStart, now));
        if (copies) {
          for (int k = 0; k < 4; k++) {
            sends.add(chance.between(now, until));
          }
          if (noticeable < until) {
            exited = noticed(now);
            return;
          }
        }
        received.add(new Life.Received(until, chance.spread(30, 10_000_000)));
        now = until;
        if (noticeable <= now && ending == Ending.KILLED_WITH_RESET && chance.hits(0.5)) {
          break; // the first answer that it tries to send tells the backend
        }
      }
      if (noticeable <= now) {
        // It reports itself idle, reads, and finds the end of the stream without ever waiting.
        phases.add(new Phase(now, SessionState.IDLE, null, queryStart, now));
        exited = now + chance.spread(10, 500);
        return;
      }
    }
  }

  private long noticed(long waitingSince) {
    return Math.max(noticeable, waitingSince) + manners.noticingDelay(chance);
  }
}
