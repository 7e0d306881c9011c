package dev.pgtether.operator.audit;

import dev.pgtether.audit.AuditResult;
import dev.pgtether.operator.api.Reason;
import java.time.Instant;

/** What became of the last try. */
public sealed interface Attempt {

  /** None has ended yet. */
  record Pending() implements Attempt {}

  /** The spec says that nothing be audited. */
  record Suspended() implements Attempt {}

  record Success(AuditResult result) implements Attempt {}

  /**
   * @param retryAt when it is tried again
   */
  record Failure(Reason reason, String message, Instant at, Instant retryAt) implements Attempt {}
}
