package dev.pgtether.correlation.world;

import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Pairing;

/**
 * What the rules cannot tell apart, and docs/architecture.md says so. Everything else that is wrong
 * is a bug.
 */
final class KnownLimits {

  private KnownLimits() {}

  static boolean cover(Pairing pairing, Connection client, Connection named, Observation seen) {
    Code proof = pairing.evidence().getFirst().code();
    return switch (proof) {
          case WAITS_FOR_CLIENT -> hasNotNoticedYet(client, seen);
          case PROVEN_BEFORE -> true; // judged in the audit that proved it
          default -> false;
        }
        || (isDetour(client) && client.seen().equals(named.seen()));
  }

  /** The client was gone when the sockets were listed, and A2 came before its backend knew. */
  private static boolean hasNotNoticedYet(Connection client, Observation seen) {
    long read = seen.second().read().beginNanos() / 1_000;
    return client.life.ended() < read && client.life.exited() >= read;
  }

  /** An address that is rewritten on the way, unknown to the audit. */
  static boolean isDetour(Connection client) {
    return client.home == Home.BEHIND_ALPHA || client.road == Road.UNKNOWN_ALIAS;
  }
}
