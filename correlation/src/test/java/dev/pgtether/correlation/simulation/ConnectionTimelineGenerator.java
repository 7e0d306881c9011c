package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.SessionState;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws the random timeline of a connection, in the order in which PostgreSQL and both kernels act.
 */
final class ConnectionTimelineGenerator {

  private static final String CLIENT_READ = "ClientRead";

  /**
   * The server closes a connection whose authentication takes longer ({@code
   * authentication_timeout}).
   */
  private static final long LONGEST_IN_AUTHENTICATION = 60_000_000;

  private final SeededRandom random;
  private final SimulationSettings settings;
  private final long connected;
  private final ClientExit clientExit;
  private final long ended;
  private final long noticeable;

  private final List<SessionPhase> phases = new ArrayList<>();
  private final List<Long> sends = new ArrayList<>();
  private final List<ConnectionTimeline.ReceivedBytes> received = new ArrayList<>();
  private long exited = SimulatedConnection.NEVER;

  /**
   * Makes a generator for one connection.
   *
   * @param ended when the client ends the connection, unless {@code clientExit} is NONE
   */
  ConnectionTimelineGenerator(
      SeededRandom random,
      SimulationSettings settings,
      long connected,
      ClientExit clientExit,
      long ended) {
    this.random = random;
    this.settings = settings;
    this.connected = connected;
    this.clientExit = clientExit;
    this.ended = clientExit == ClientExit.NONE ? SimulatedConnection.NEVER : ended;
    this.noticeable =
        clientExit == ClientExit.NONE
            ? SimulatedConnection.NEVER
            : this.ended + random.between(20, 200);
  }

  ConnectionTimeline draw() {
    long accepted = connected + random.logUniform(50, 3_000);
    long authenticated = authenticate(accepted);
    if (authenticated < ended) {
      long ready = authenticated + random.logUniform(200, 2_000);
      phases.add(new SessionPhase(authenticated, SessionState.UNKNOWN, null, null, null));
      received.add(new ConnectionTimeline.ReceivedBytes(ready, 420));
      drawSession(ready);
    } else {
      exited = noticeable + settings.noticeDelay(random);
    }
    phases.removeIf(sessionPhase -> sessionPhase.from() >= exited);
    sends.removeIf(sent -> sent >= ended);
    received.removeIf(bytes -> bytes.at() >= ended);
    return new ConnectionTimeline(
        connected, accepted, phases, sends, received, clientExit, ended, noticeable, exited);
  }

  /** Draws the authentication. Returns when it is done. */
  private long authenticate(long accepted) {
    boolean slow = random.nextBoolean(settings.slowAuthenticationShare());
    boolean tls = settings.offersTls() && random.nextBoolean(0.5);
    long authenticated =
        accepted
            + (slow
                ? random.logUniform(50_000, LONGEST_IN_AUTHENTICATION)
                : random.logUniform(3_000, 30_000));
    sends.add(connected + random.between(5, 500));
    if (tls) {
      long handshake = accepted + random.between(800, 2_500);
      received.add(new ConnectionTimeline.ReceivedBytes(handshake, random.between(1_200, 6_000)));
      sends.add(handshake + random.between(100, 1_000));
    }
    long scram = accepted + random.between(2_500, 2_900);
    received.add(new ConnectionTimeline.ReceivedBytes(scram, 120));
    sends.add(
        slow && random.nextBoolean(0.5) ? authenticated - random.between(100, 1_000) : scram + 50);
    if (settings.showsStarting()) {
      phases.add(
          new SessionPhase(
              accepted + random.logUniform(20, 500),
              SessionState.STARTING,
              CLIENT_READ,
              null,
              null));
    }
    return authenticated;
  }

  /**
   * Draws the session after its start-up: idle, then batches of messages, until the client ends it.
   */
  private void drawSession(long ready) {
    long now = ready;
    Long queryStart = null;
    for (int batch = 0; ; batch++) {
      long idleSince = now;
      phases.add(new SessionPhase(now, SessionState.IDLE, CLIENT_READ, queryStart, idleSince));
      long sent = batch > 12 ? SimulatedConnection.NEVER : now + random.logUniform(50, 60_000_000);
      if (sent >= ended) {
        exited = clientExit == ClientExit.NONE ? SimulatedConnection.NEVER : noticed(now);
        return;
      }
      if (sent == SimulatedConnection.NEVER) {
        return;
      }
      sends.add(sent);
      int messages = random.nextBoolean(settings.pipelinedShare()) ? (int) random.between(2, 6) : 1;
      now = sent + random.logUniform(50, 3_000);
      for (int i = 0; i < messages; i++) {
        queryStart = now;
        boolean copies = messages == 1 && random.nextBoolean(0.1);
        long until = now + random.logUniform(100, 100_000_000);
        phases.add(
            new SessionPhase(
                now, SessionState.ACTIVE, copies ? CLIENT_READ : null, queryStart, now));
        if (copies) {
          for (int k = 0; k < 4; k++) {
            sends.add(random.between(now, until));
          }
          if (noticeable < until) {
            exited = noticed(now);
            return;
          }
        }
        received.add(
            new ConnectionTimeline.ReceivedBytes(until, random.logUniform(30, 10_000_000)));
        now = until;
        if (noticeable <= now
            && clientExit == ClientExit.KILLED_WITH_RESET
            && random.nextBoolean(0.5)) {
          break; // the backend notices when it sends the first answer
        }
      }
      if (noticeable <= now) {
        // The backend becomes idle, reads, and finds the end of the stream without waiting.
        phases.add(new SessionPhase(now, SessionState.IDLE, null, queryStart, now));
        exited = now + random.logUniform(10, 500);
        return;
      }
    }
  }

  private long noticed(long waitingSince) {
    return Math.max(noticeable, waitingSince) + settings.noticeDelay(random);
  }
}
