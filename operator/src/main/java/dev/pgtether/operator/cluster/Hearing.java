package dev.pgtether.operator.cluster;

import java.time.Duration;
import java.time.Instant;

/** What one feed has surely heard: from when on, and up to when. */
final class Hearing {

  /**
   * What has happened on a node is late in the API by the kubelet's own look at its containers (1
   * s) and its report, which is tried again every 10 s (pkg/kubelet/status, syncPeriod).
   */
  static final Duration HEARSAY = Duration.ofSeconds(10);

  private Instant from = Instant.EPOCH;
  private Instant until = Instant.EPOCH;
  private boolean listed;

  /** A list is always a gap: what came and went between the last word and the list is unknown. */
  void listed(Instant asked, Instant heard) {
    from = heard;
    until = asked;
    listed = true;
  }

  void alive(Instant at) {
    if (at.isAfter(until)) {
      until = at;
    }
  }

  boolean hasListed() {
    return listed;
  }

  /** What had an address from then on was heard of. */
  Instant from() {
    return from;
  }

  /** The last sign of life. */
  Instant until() {
    return until;
  }

  /** What a node had done by then is here. */
  Instant knownUntil() {
    return until.minus(HEARSAY);
  }
}
