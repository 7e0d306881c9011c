package dev.pgtether.operator.audit;

import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.LabelsAndAnnotations;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;
import dev.pgtether.operator.metrics.AuditMeters;
import dev.pgtether.operator.report.AuditHistory;
import dev.pgtether.operator.report.AuditOutcome;
import dev.pgtether.operator.report.ReportInput;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The audits of one resource, one after the other, never two at once, over a connection that is
 * kept in between.
 */
public final class AuditSchedule {

  private static final Logger LOG = Logger.getLogger(AuditSchedule.class);

  /** Between two audits that somebody asks for by the annotation. */
  private static final Duration MIN_MANUAL_INTERVAL = Duration.ofSeconds(5);

  /** Used by the running audit; by others only while {@link #running} is false. */
  private final AuditRun auditRun;

  private final DueTimePolicy dueTimePolicy;
  private final InstantSource clock;
  private final AuditMeters meters;
  private final Executor executor;
  private final Runnable onFinished;

  private ConnectionAudit desired;
  private AuditHistory history = AuditHistory.NOTHING;
  private @Nullable StartedRun startedRun;
  private @Nullable String answeredAuditNow;
  private Instant due;
  private boolean running;
  private boolean closed;

  /**
   * @param executor where audits run; they block
   * @param onFinished is run after each
   */
  AuditSchedule(
      ConnectionAudit desired,
      AuditRun auditRun,
      DueTimePolicy dueTimePolicy,
      InstantSource clock,
      AuditMeters meters,
      Executor executor,
      Runnable onFinished) {
    this.desired = desired;
    this.auditRun = auditRun;
    this.dueTimePolicy = dueTimePolicy;
    this.clock = clock;
    this.meters = meters;
    this.executor = executor;
    this.onFinished = onFinished;
    this.due = clock.instant();
  }

  /** Which wish the last audit that began has answered. */
  private record StartedRun(long generation, @Nullable String auditNowValue, Instant startedAt) {}

  /** Takes what is wanted now, and begins an audit when one is due. */
  synchronized void follow(ConnectionAudit resource) {
    if (closed) {
      return;
    }
    if (!isSameServer(desired, resource)) {
      history = AuditHistory.NOTHING;
      due = clock.instant();
      meters.forget(resource.getMetadata().getUid());
    }
    desired = resource;
    if (resource.getSpec().suspend()) {
      suspend();
      return;
    }
    if (history.last() instanceof AuditOutcome.Suspended) {
      history = history.with(new AuditOutcome.Pending());
      due = clock.instant();
    }
    advanceDueTime();
    if (!running && !clock.instant().isBefore(due)) {
      start();
    }
  }

  private void suspend() {
    history = history.suspended();
    if (!running) {
      auditRun.close();
    }
  }

  /**
   * A new spec is audited at once, a new value of the annotation when the last audit is 5 s old.
   */
  private void advanceDueTime() {
    StartedRun before = startedRun;
    if (before == null) {
      return;
    }
    if (before.generation != generation(desired)) {
      due = earlier(due, clock.instant());
    } else if (auditNowValue(desired) != null
        && !Objects.equals(before.auditNowValue, auditNowValue(desired))) {
      due = earlier(due, before.startedAt.plus(MIN_MANUAL_INTERVAL));
    }
  }

  private void start() {
    ConnectionAudit resource = desired;
    running = true;
    startedRun = new StartedRun(generation(resource), auditNowValue(resource), clock.instant());
    PairingMemory pairingMemory = history.pairingMemory();
    executor.execute(() -> run(resource, pairingMemory));
  }

  private void run(ConnectionAudit resource, PairingMemory pairingMemory) {
    try {
      succeeded(resource, auditRun.run(resource, pairingMemory));
    } catch (AuditFailedException failure) {
      failed(resource, failure);
    } catch (RuntimeException | Error bug) {
      LOG.errorf(
          bug,
          "the audit of %s failed by an error in the operator itself",
          qualifiedName(resource));
      failed(
          resource,
          new AuditFailedException(
              Reason.INTERNAL_ERROR,
              "the operator itself failed (%s): see its log, and report it"
                  .formatted(bug.getClass().getSimpleName())));
    }
    onFinished.run();
  }

  private synchronized void succeeded(ConnectionAudit resource, AuditOutcome.Success success) {
    if (dropIfObsolete(resource)) {
      return;
    }
    history = history.succeeded(success, elapsed());
    meters.succeeded(resource, success, history.lastGoodDuration());
    due = dueTimePolicy.afterSuccess(lastStart(), resource.getSpec().interval().toDuration());
    finish(success);
  }

  private synchronized void failed(ConnectionAudit resource, AuditFailedException failure) {
    if (dropIfObsolete(resource)) {
      return;
    }
    history = history.failed();
    Instant now = clock.instant();
    meters.failed(resource, failure.reason(), history.lastGoodAsList(), elapsed());
    Duration interval = resource.getSpec().interval().toDuration();
    due = dueTimePolicy.afterFailure(now, history.failures(), interval, failure.retryAfter());
    finish(
        new AuditOutcome.Failure(failure.reason(), String.valueOf(failure.getMessage()), now, due));
  }

  /** Drops the outcome of an audit whose server nobody asks for any more. */
  private boolean dropIfObsolete(ConnectionAudit audited) {
    if (!closed && isSameServer(audited, desired)) {
      return false;
    }
    due = clock.instant();
    finish(history.last());
    return true;
  }

  private void finish(AuditOutcome auditOutcome) {
    running = false;
    answeredAuditNow = startedRun == null ? null : startedRun.auditNowValue;
    if (closed || desired.getSpec().suspend()) {
      auditRun.close();
    } else {
      history = history.with(auditOutcome);
    }
  }

  private Duration elapsed() {
    return Duration.between(lastStart(), clock.instant());
  }

  private Instant lastStart() {
    return startedRun == null ? clock.instant() : startedRun.startedAt;
  }

  /** Where it stands: what was tried last, and the last good result. */
  synchronized AuditState state() {
    return new AuditState(
        desired,
        new ReportInput(
            desired.getMetadata().getNamespace(),
            desired.getMetadata().getName(),
            generation(desired),
            desired.getSpec(),
            history.last(),
            history.lastGood(),
            history.previousGood()),
        history.lastGoodDuration(),
        due,
        running,
        answeredAuditNow);
  }

  /** Nothing is audited any more; a running audit is cut short. */
  synchronized void close() {
    closed = true;
    if (running) {
      auditRun.abort();
    } else {
      auditRun.close();
    }
  }

  private static boolean isSameServer(ConnectionAudit one, ConnectionAudit other) {
    return one.getSpec().database().equals(other.getSpec().database());
  }

  private static long generation(ConnectionAudit resource) {
    return resource.getMetadata().getGeneration();
  }

  private static @Nullable String auditNowValue(ConnectionAudit resource) {
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(LabelsAndAnnotations.AUDIT_NOW);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  static String qualifiedName(ConnectionAudit resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }
}
