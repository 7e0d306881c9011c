package dev.pgtether.operator.database.failure;

import dev.pgtether.operator.api.Reason;
import java.time.Duration;

/**
 * Why an audit did not come about. The message is for the resource's owner: what was tried, on
 * what, why it failed, and what to do next; it holds no secret.
 */
public final class AuditFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final Duration retryAfter;

  public AuditFailedException(Reason reason, String message) {
    this(reason, message, Duration.ZERO);
  }

  /**
   * @param retryAfter how long another try has to wait at least
   */
  public AuditFailedException(Reason reason, String message, Duration retryAfter) {
    super(message, null, false, false);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  public Reason reason() {
    return reason;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
