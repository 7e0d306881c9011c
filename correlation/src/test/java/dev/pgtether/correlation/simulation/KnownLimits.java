package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;

/**
 * The wrong pairings that the rules cannot avoid, as docs/architecture.md lists them. Any other
 * wrong pairing is a bug.
 */
final class KnownLimits {

  private KnownLimits() {}

  static boolean cover(
      Pairing pairing,
      SimulatedConnection client,
      SimulatedConnection named,
      AuditObservation auditObservation) {
    Code proof = pairing.evidence().getFirst().code();
    return switch (proof) {
          case WAITS_FOR_CLIENT -> hasNotNoticedYet(client, auditObservation);
          case PROVEN_BEFORE -> true; // the audit that proved it was checked
          default -> false;
        }
        || (usesUnknownRewrite(client) && client.clientEndpoint().equals(named.clientEndpoint()));
  }

  /** The client had ended when A2 began, and its backend had not noticed yet. */
  private static boolean hasNotNoticedYet(
      SimulatedConnection client, AuditObservation auditObservation) {
    long secondReading = auditObservation.secondReading().readInterval().beginNanos() / 1_000;
    return client.timeline.ended() < secondReading && client.timeline.exited() >= secondReading;
  }

  /** An address was rewritten on the way, and the audit does not know it. */
  static boolean usesUnknownRewrite(SimulatedConnection client) {
    return client.clientLocation == ClientLocation.BEHIND_ALPHA
        || client.serverRoute == ServerRoute.UNKNOWN_ALIAS;
  }
}
