package dev.pgtether.operator.audit;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.kubernetes.event.EventRecorder;
import dev.pgtether.operator.kubernetes.status.OutdatedSchemaException;
import dev.pgtether.operator.kubernetes.status.StatusWritePolicy;
import dev.pgtether.operator.kubernetes.status.StatusWriter;
import dev.pgtether.operator.report.SchemaFallbackStatus;
import dev.pgtether.operator.report.StatusChangeEvents;
import dev.pgtether.operator.report.StatusReport;
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
public class StatusPublisher {

  private static final Logger LOG = Logger.getLogger(StatusPublisher.class);

  private final Map<String, PublishedStatus> published = new ConcurrentHashMap<>();
  private final StatusWriter writer;
  private final EventRecorder events;
  private final InstantSource clock;

  public StatusPublisher(StatusWriter writer, EventRecorder events, InstantSource clock) {
    this.writer = writer;
    this.events = events;
    this.clock = clock;
  }

  /**
   * @param answeredAuditNow the wish for an audit that it answered; null for none
   * @param acceptedInFull the installed definition took all of it
   */
  private record PublishedStatus(
      ConnectionAuditStatus status,
      Instant writtenAt,
      @Nullable String answeredAuditNow,
      boolean acceptedInFull) {}

  /**
   * @param audit as the API server last described it: while this replica has not written itself,
   *     its status is what was said before
   * @param isStillLeader whether this replica still leads as it did when {@code standing} was
   *     taken: without it nothing is written, nor kept
   * @throws RuntimeException when the API server does not take the status; to be tried again
   */
  void publish(ConnectionAudit audit, AuditState auditState, BooleanSupplier isStillLeader) {
    if (!isStillLeader.getAsBoolean()) {
      return;
    }
    String uid = audit.getMetadata().getUid();
    PublishedStatus last = published.get(uid);
    ConnectionAuditStatus before = last == null ? audit.getStatus() : last.status;
    Instant now = clock.instant();
    if (last != null
        && !last.acceptedInFull
        && now.isBefore(last.writtenAt.plus(StatusWritePolicy.HEARTBEAT))) {
      return; // nobody exchanges a definition between two audits: each try is two requests
    }
    ConnectionAuditStatus next = StatusReport.of(auditState.reportInput(), before, now);
    boolean answersRequest =
        last != null && !Objects.equals(last.answeredAuditNow, auditState.answeredAuditNow());
    if (StatusWritePolicy.isDue(
        before, next, last == null || answersRequest ? null : last.writtenAt, now)) {
      ConnectionAuditStatus whole = next;
      next = write(audit, before, next, now);
      if (!isStillLeader.getAsBoolean()) {
        return; // another replica says what changed
      }
      published.put(
          uid, new PublishedStatus(next, now, auditState.answeredAuditNow(), next.equals(whole)));
      StatusChangeEvents.between(before, next, auditState.reportInput())
          .forEach(auditEvent -> events.record(audit, auditEvent));
    }
  }

  /** What was written: all of {@code next}, or what an older definition takes of it. */
  private ConnectionAuditStatus write(
      ConnectionAudit audit,
      @Nullable ConnectionAuditStatus before,
      ConnectionAuditStatus next,
      Instant now) {
    try {
      writer.write(audit, next);
      return next;
    } catch (OutdatedSchemaException outdated) {
      ConnectionAuditStatus fallback = SchemaFallbackStatus.of(next, before, outdated.field(), now);
      if (!fallback.equals(before)) {
        LOG.warnf("status of %s: %s", AuditSchedule.qualifiedName(audit), outdated.getMessage());
        writer.write(audit, fallback);
      }
      return fallback;
    }
  }

  void forget(String uid) {
    published.remove(uid);
  }

  void forgetAll() {
    published.clear();
  }

  /** The status that was written last; null when this replica has written none. */
  @Nullable ConnectionAuditStatus status(String uid) {
    PublishedStatus last = published.get(uid);
    return last == null ? null : last.status;
  }
}
