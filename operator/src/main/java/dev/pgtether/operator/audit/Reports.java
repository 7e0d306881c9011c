package dev.pgtether.operator.audit;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.event.EventRecorder;
import dev.pgtether.operator.report.Notices;
import dev.pgtether.operator.report.OutdatedSchema;
import dev.pgtether.operator.report.StatusReport;
import dev.pgtether.operator.status.SchemaOutdated;
import dev.pgtether.operator.status.StatusWriter;
import dev.pgtether.operator.status.Writing;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Says on the resources how their audits go, when there is something to say. */
@Singleton
public class Reports {

  private static final Logger LOG = Logger.getLogger(Reports.class);

  private final Map<String, Written> written = new ConcurrentHashMap<>();
  private final StatusWriter statuses;
  private final EventRecorder events;
  private final InstantSource clock;

  public Reports(StatusWriter statuses, EventRecorder events, InstantSource clock) {
    this.statuses = statuses;
    this.events = events;
    this.clock = clock;
  }

  /**
   * @param answered the wish for an audit that it answered; null for none
   * @param whole the installed definition took all of it
   */
  private record Written(
      ConnectionAuditStatus status, Instant at, @Nullable String answered, boolean whole) {}

  /**
   * @param audit as the API server last described it: while this replica has not written itself,
   *     its status is what was said before
   * @param leads whether this replica still leads as it did when {@code standing} was taken:
   *     without it nothing is written, nor kept
   * @throws RuntimeException when the API server does not take the status; to be tried again
   */
  void report(ConnectionAudit audit, Standing standing, BooleanSupplier leads) {
    if (!leads.getAsBoolean()) {
      return;
    }
    String uid = audit.getMetadata().getUid();
    Written last = written.get(uid);
    ConnectionAuditStatus before = last == null ? audit.getStatus() : last.status;
    Instant now = clock.instant();
    if (last != null && !last.whole && now.isBefore(last.at.plus(Writing.HEARTBEAT))) {
      return; // nobody exchanges a definition between two audits: each try is two requests
    }
    ConnectionAuditStatus next = StatusReport.of(standing.course(), before, now);
    boolean answers = last != null && !Objects.equals(last.answered, standing.answered());
    if (Writing.isDue(before, next, last == null || answers ? null : last.at, now)) {
      ConnectionAuditStatus whole = next;
      next = write(audit, before, next, now);
      if (!leads.getAsBoolean()) {
        return; // another replica says what changed
      }
      written.put(uid, new Written(next, now, standing.answered(), next.equals(whole)));
      Notices.between(before, next, standing.course())
          .forEach(notice -> events.record(audit, notice));
    }
  }

  /** What was written: all of {@code next}, or what an older definition takes of it. */
  private ConnectionAuditStatus write(
      ConnectionAudit audit,
      @Nullable ConnectionAuditStatus before,
      ConnectionAuditStatus next,
      Instant now) {
    try {
      statuses.write(audit, next);
      return next;
    } catch (SchemaOutdated outdated) {
      ConnectionAuditStatus less = OutdatedSchema.of(next, before, outdated.field(), now);
      if (!less.equals(before)) {
        LOG.warnf("status of %s: %s", StandingAudit.name(audit), outdated.getMessage());
        statuses.write(audit, less);
      }
      return less;
    }
  }

  void forget(String uid) {
    written.remove(uid);
  }

  void forgetAll() {
    written.clear();
  }

  /** The status that was written last; null when this replica has written none. */
  @Nullable ConnectionAuditStatus status(String uid) {
    Written last = written.get(uid);
    return last == null ? null : last.status;
  }
}
