package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The backend is in A1 and in A2 with the same pid, {@code backend_start}, client address and port:
 * PostgreSQL reuses a pid and a client reuses a port, but a pid and its start together are unique.
 * Source: docs/architecture.md, "What proves a pair", row 4. It holds for every kind of client.
 */
final class BothReadingsRule {

  private final ActivityComparison activityComparison;

  BothReadingsRule(ActivityComparison activityComparison) {
    this.activityComparison = activityComparison;
  }

  /** Returns UNKNOWN when only A2 has {@code backend}; null when both readings have it. */
  @Nullable PairingDecision failure(Backend backend) {
    return activityComparison.isInFirstReading(backend)
        ? null
        : PairingDecision.of(backend, Verdict.UNKNOWN, Evidence.of(Code.APPEARED));
  }
}
