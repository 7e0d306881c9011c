package dev.pgtether.operator.status;

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
public final class Writing {

  /** What is no news is written once in so long. */
  public static final Duration HEARTBEAT = Duration.ofMinutes(1);

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
        || StatusReport.isNews(before, next)
        || !now.isBefore(writtenAt.plus(HEARTBEAT));
  }
}
