package dev.pgtether.operator.database;

import dev.pgtether.operator.api.Reason;
import java.time.Duration;

/**
 * Why an audit did not come about. The message is for the resource's owner: what was tried, on
 * what, why it failed, and what to do next; it holds no secret.
 */
public final class CannotAudit extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final Duration notBefore;

  public CannotAudit(Reason reason, String message) {
    this(reason, message, Duration.ZERO);
  }

  /**
   * @param notBefore how long another try has to wait at least
   */
  public CannotAudit(Reason reason, String message, Duration notBefore) {
    super(message, null, false, false);
    this.reason = reason;
    this.notBefore = notBefore;
  }

  public Reason reason() {
    return reason;
  }

  public Duration notBefore() {
    return notBefore;
  }
}
