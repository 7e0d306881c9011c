package dev.pgtether.operator.report;

import dev.pgtether.audit.AuditResult;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.operator.api.Reason;
import java.time.Instant;

/** How the last audit went, or why there is none. */
public sealed interface AuditOutcome {

  /**
   * It ended well.
   *
   * @param paired the outcome of {@code result}, which was not void
   * @param clusterSnapshot by which it was paired
   * @param role the database role that asked
   */
  record Success(
      AuditResult result,
      PairingOutcome.Paired paired,
      ClusterSnapshot clusterSnapshot,
      String role)
      implements AuditOutcome {}

  /**
   * It failed.
   *
   * @param reason one of Ready's reasons
   * @param message what was tried, on what, why it failed, and what to do next; no secret, no query
   * @param at when
   * @param retryAt when it is tried again
   */
  record Failure(Reason reason, String message, Instant at, Instant retryAt)
      implements AuditOutcome {}

  /** The spec says that nothing is to be audited. */
  record Suspended() implements AuditOutcome {}

  /** None has ended yet. */
  record Pending() implements AuditOutcome {}
}
