package dev.pgtether.operator.kubernetes.status;

import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.report.StatusReport;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a status is worth a write: at once when it has news, at most once a minute when only the
 * time of the last good audit or what single sessions do has moved on. Every write goes to every
 * watcher.
 */
public final class StatusWritePolicy {

  /** What is no news is written once in so long. */
  public static final Duration HEARTBEAT = Duration.ofMinutes(1);

  private StatusWritePolicy() {}

  /**
   * Whether {@code next} is to be written now.
   *
   * @param current what is written now; null for nothing
   * @param writtenAt when; null when this replica did not
   */
  public static boolean isDue(
      @Nullable ConnectionAuditStatus current,
      ConnectionAuditStatus next,
      @Nullable Instant writtenAt,
      Instant now) {
    if (next.equals(current)) {
      return false;
    }
    return current == null
        || writtenAt == null
        || StatusReport.isNews(current, next)
        || !now.isBefore(writtenAt.plus(HEARTBEAT));
  }
}
