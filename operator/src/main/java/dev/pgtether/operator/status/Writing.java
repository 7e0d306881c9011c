package dev.pgtether.operator.status;

import dev.pgtether.operator.api.ConnectionAuditStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a status is worth a write: at once when it says something new, at most once a minute when
 * only the time of the last good audit has moved on. Every write goes to every watcher.
 */
public final class Writing {

  private static final Duration HEARTBEAT = Duration.ofMinutes(1);

  private Writing() {}

  /**
   * Whether {@code next} is to be written now.
   *
   * @param before what is written now; null for nothing
   * @param writtenAt when; null when this replica did not
   */
  public static boolean isDue(
      @Nullable ConnectionAuditStatus before,
      ConnectionAuditStatus next,
      @Nullable Instant writtenAt,
      Instant now) {
    if (next.equals(before)) {
      return false;
    }
    return before == null
        || writtenAt == null
        || !timeless(next).equals(timeless(before))
        || !now.isBefore(writtenAt.plus(HEARTBEAT));
  }

  private static ConnectionAuditStatus timeless(ConnectionAuditStatus status) {
    return new ConnectionAuditStatus(
        status.observedGeneration(),
        status.conditions(),
        null,
        status.glance(),
        status.server(),
        status.summary(),
        status.findings(),
        status.acts(),
        status.omitted(),
        status.view());
  }
}
