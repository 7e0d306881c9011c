package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;

/**
 * What the rules cannot tell apart, and docs/architecture.md says so. Everything else that is wrong
 * is a bug.
 */
final class KnownLimits {

  private KnownLimits() {}

  static boolean cover(
      Pairing pairing,
      SimulatedConnection client,
      SimulatedConnection named,
      AuditObservation seen) {
    Code proof = pairing.evidence().getFirst().code();
    return switch (proof) {
          case WAITS_FOR_CLIENT -> hasNotNoticedYet(client, seen);
          case PROVEN_BEFORE -> true; // judged in the audit that proved it
          default -> false;
        }
        || (usesUnknownRewrite(client) && client.clientEndpoint().equals(named.clientEndpoint()));
  }

  /** The client was gone when the sockets were listed, and A2 came before its backend knew. */
  private static boolean hasNotNoticedYet(SimulatedConnection client, AuditObservation seen) {
    long read = seen.secondReading().readInterval().beginNanos() / 1_000;
    return client.timeline.ended() < read && client.timeline.exited() >= read;
  }

  /** An address that is rewritten on the way, unknown to the audit. */
  static boolean usesUnknownRewrite(SimulatedConnection client) {
    return client.clientLocation == ClientLocation.BEHIND_ALPHA
        || client.serverRoute == ServerRoute.UNKNOWN_ALIAS;
  }
}
