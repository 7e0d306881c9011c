package dev.pgtether.testkit.bench.cluster;

import java.time.Duration;

/**
 * How many audits of an operator have ended well, and how long they took, all together.
 *
 * @param seconds by the operator's own clock, from an audit's begin to its verdicts
 */
record AuditClock(double count, double seconds) {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String METRIC = "pgtether_audit_duration_seconds_";
  private static final String WELL = "outcome=\"success\"";

  static AuditClock of(OperatorPod operator) {
    return new AuditClock(
        operator.metric(METRIC + "count", WELL), operator.metric(METRIC + "sum", WELL));
  }

  /** Waits for further audits, and returns how many nanoseconds one of them took on average. */
  double awaitNext(OperatorPod operator) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (System.nanoTime() < end) {
      AuditClock now = of(operator);
      if (now.count > count) {
        return (now.seconds - seconds) / (now.count - count) * 1e9;
      }
      Thread.sleep(200);
    }
    throw new IllegalStateException("no audit ended well within " + LONGEST);
  }
}
