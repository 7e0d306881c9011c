package dev.pgtether.operator.report;

import dev.pgtether.correlation.pairing.PairingMemory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the audits of one server have brought. It says nothing of another server, and must never
 * stand under another's name.
 *
 * @param last what was tried last
 * @param previousGood the last good one but one
 * @param lastGoodDuration how long the last good one took
 * @param failures since the last good one
 */
public record AuditHistory(
    AuditOutcome last,
    AuditOutcome.@Nullable Success lastGood,
    AuditOutcome.@Nullable Success previousGood,
    PairingMemory pairingMemory,
    Duration lastGoodDuration,
    int failures) {

  public static final AuditHistory NOTHING =
      new AuditHistory(
          new AuditOutcome.Pending(), null, null, PairingMemory.NONE, Duration.ZERO, 0);

  /** The last good one, if any. */
  public List<AuditOutcome.Success> lastGoodAsList() {
    return lastGood == null ? List.of() : List.of(lastGood);
  }

  public AuditHistory succeeded(AuditOutcome.Success success, Duration took) {
    return new AuditHistory(last, success, lastGood, success.paired().memory(), took, 0);
  }

  public AuditHistory failed() {
    return new AuditHistory(
        last, lastGood, previousGood, pairingMemory, lastGoodDuration, failures + 1);
  }

  public AuditHistory suspended() {
    return new AuditHistory(
        new AuditOutcome.Suspended(), lastGood, previousGood, pairingMemory, lastGoodDuration, 0);
  }

  public AuditHistory with(AuditOutcome auditOutcome) {
    return new AuditHistory(
        auditOutcome, lastGood, previousGood, pairingMemory, lastGoodDuration, failures);
  }
}
