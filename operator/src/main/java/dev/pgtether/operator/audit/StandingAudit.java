package dev.pgtether.operator.audit;

import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.operator.api.Annotations;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.CannotAudit;
import dev.pgtether.operator.metrics.AuditMeters;
import dev.pgtether.operator.report.Attempt;
import dev.pgtether.operator.report.Course;
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
public final class StandingAudit {

  private static final Logger LOG = Logger.getLogger(StandingAudit.class);

  /** Between two audits that somebody asks for by the annotation. */
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(5);

  /** Used by the running audit; by others only while {@link #running} is false. */
  private final Pass pass;

  private final Pace pace;
  private final InstantSource clock;
  private final AuditMeters meters;
  private final Executor threads;
  private final Runnable ended;

  private ConnectionAudit wanted;
  private Learnt learnt = Learnt.NOTHING;
  private @Nullable Begun begun;
  private @Nullable String answered;
  private Instant due;
  private boolean running;
  private boolean closed;

  /**
   * @param threads where audits run; they block
   * @param ended is run after each
   */
  StandingAudit(
      ConnectionAudit wanted,
      Pass pass,
      Pace pace,
      InstantSource clock,
      AuditMeters meters,
      Executor threads,
      Runnable ended) {
    this.wanted = wanted;
    this.pass = pass;
    this.pace = pace;
    this.clock = clock;
    this.meters = meters;
    this.threads = threads;
    this.ended = ended;
    this.due = clock.instant();
  }

  /** Which wish the last audit that began has answered. */
  private record Begun(long generation, @Nullable String asked, Instant at) {}

  /** Takes what is wanted now, and begins an audit when one is due. */
  synchronized void follow(ConnectionAudit resource) {
    if (closed) {
      return;
    }
    if (!isOfOneServer(wanted, resource)) {
      learnt = Learnt.NOTHING;
      due = clock.instant();
      meters.forget(resource.getMetadata().getUid());
    }
    wanted = resource;
    if (resource.getSpec().suspend()) {
      rest();
      return;
    }
    if (learnt.last() instanceof Attempt.Suspended) {
      learnt = learnt.with(new Attempt.Pending());
      due = clock.instant();
    }
    hurry();
    if (!running && !clock.instant().isBefore(due)) {
      begin();
    }
  }

  private void rest() {
    learnt = learnt.suspended();
    if (!running) {
      pass.close();
    }
  }

  /**
   * A new spec is audited at once, a new value of the annotation when the last audit is 5 s old.
   */
  private void hurry() {
    Begun before = begun;
    if (before == null) {
      return;
    }
    if (before.generation != generation(wanted)) {
      due = earlier(due, clock.instant());
    } else if (asked(wanted) != null && !Objects.equals(before.asked, asked(wanted))) {
      due = earlier(due, before.at.plus(LEAST_PAUSE));
    }
  }

  private void begin() {
    ConnectionAudit resource = wanted;
    running = true;
    begun = new Begun(generation(resource), asked(resource), clock.instant());
    Memory known = learnt.memory();
    threads.execute(() -> run(resource, known));
  }

  private void run(ConnectionAudit resource, Memory known) {
    try {
      succeeded(resource, pass.run(resource, known));
    } catch (CannotAudit cannot) {
      failed(resource, cannot);
    } catch (RuntimeException | Error bug) {
      LOG.errorf(bug, "the audit of %s failed by an error in the operator itself", name(resource));
      failed(
          resource,
          new CannotAudit(
              Reason.INTERNAL_ERROR,
              "the operator itself failed (%s): see its log, and report it"
                  .formatted(bug.getClass().getSimpleName())));
    }
    ended.run();
  }

  private synchronized void succeeded(ConnectionAudit resource, Attempt.Success success) {
    if (drops(resource)) {
      return;
    }
    learnt = learnt.succeeded(success, sinceBegun());
    meters.succeeded(resource, success, learnt.took());
    due = pace.afterSuccess(startOfLast(), resource.getSpec().interval().toDuration());
    over(success);
  }

  private synchronized void failed(ConnectionAudit resource, CannotAudit why) {
    if (drops(resource)) {
      return;
    }
    learnt = learnt.failed();
    Instant now = clock.instant();
    meters.failed(resource, why.reason(), learnt.good(), sinceBegun());
    Duration interval = resource.getSpec().interval().toDuration();
    due = pace.afterFailure(now, learnt.failures(), interval, why.notBefore());
    over(new Attempt.Failure(why.reason(), String.valueOf(why.getMessage()), now, due));
  }

  /** Drops the outcome of an audit whose server nobody asks for any more. */
  private boolean drops(ConnectionAudit audited) {
    if (!closed && isOfOneServer(audited, wanted)) {
      return false;
    }
    due = clock.instant();
    over(learnt.last());
    return true;
  }

  private void over(Attempt attempt) {
    running = false;
    answered = begun == null ? null : begun.asked;
    if (closed || wanted.getSpec().suspend()) {
      pass.close();
    } else {
      learnt = learnt.with(attempt);
    }
  }

  private Duration sinceBegun() {
    return Duration.between(startOfLast(), clock.instant());
  }

  private Instant startOfLast() {
    return begun == null ? clock.instant() : begun.at;
  }

  /** Where it stands: what was tried last, and the last good result. */
  synchronized Standing standing() {
    return new Standing(
        wanted,
        new Course(
            wanted.getMetadata().getNamespace(),
            wanted.getMetadata().getName(),
            generation(wanted),
            wanted.getSpec(),
            learnt.last(),
            learnt.lastGood(),
            learnt.goodBefore()),
        learnt.took(),
        due,
        running,
        answered);
  }

  /** Nothing is audited any more; a running audit is cut short. */
  synchronized void close() {
    closed = true;
    if (running) {
      pass.cut();
    } else {
      pass.close();
    }
  }

  private static boolean isOfOneServer(ConnectionAudit one, ConnectionAudit other) {
    return one.getSpec().database().equals(other.getSpec().database());
  }

  private static long generation(ConnectionAudit resource) {
    return resource.getMetadata().getGeneration();
  }

  private static @Nullable String asked(ConnectionAudit resource) {
    Map<String, String> annotations = resource.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Annotations.AUDIT_NOW);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  static String name(ConnectionAudit resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }
}
