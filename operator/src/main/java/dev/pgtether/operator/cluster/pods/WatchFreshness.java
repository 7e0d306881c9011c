package dev.pgtether.operator.cluster.pods;

import java.time.Duration;
import java.time.Instant;

/** What one feed has surely heard: from when on, and up to when. */
final class WatchFreshness {

  /**
   * What has happened on a node is late in the API by the kubelet's own look at its containers (1
   * s) and its report, which is tried again every 10 s (pkg/kubelet/status, syncPeriod).
   */
  static final Duration KUBELET_REPORT_LAG = Duration.ofSeconds(10);

  private Instant completeFrom = Instant.EPOCH;
  private Instant lastContact = Instant.EPOCH;
  private boolean listed;

  /** A list is always a gap: what came and went between the last word and the list is unknown. */
  void listed(Instant requestedAt, Instant receivedAt) {
    completeFrom = receivedAt;
    lastContact = requestedAt;
    listed = true;
  }

  void caughtUpTo(Instant at) {
    if (at.isAfter(lastContact)) {
      lastContact = at;
    }
  }

  boolean hasListed() {
    return listed;
  }

  /** What had an address from then on was heard of. */
  Instant completeFrom() {
    return completeFrom;
  }

  /** The last sign of life. */
  Instant lastContact() {
    return lastContact;
  }

  /** What a node had done by then is here. */
  Instant completeUntil() {
    return lastContact.minus(KUBELET_REPORT_LAG);
  }
}
