package dev.pgtether.operator.audit;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.cluster.ClusterIndex;
import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.leader.LeaseElection;
import dev.pgtether.operator.report.AuditOutcome;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Keeps one audit going for each ConnectionAudit, and its status up to date. Never blocks on a
 * database: an audit runs elsewhere, and its end leads back here.
 */
@ControllerConfiguration(
    name = "connectionaudit",
    informer = @Informer(onUpdateFilter = SpecChangeFilter.class),
    generationAwareEventProcessing = false)
public class AuditReconciler implements Reconciler<ConnectionAudit> {

  private static final Duration MIN_RESCHEDULE_DELAY = Duration.ofMillis(1);

  /** The end of a running audit leads here by itself; this is for the case that it does not. */
  private static final Duration RECHECK_WHILE_RUNNING = Duration.ofMinutes(2);

  private static final Duration RECHECK_UNTIL_SYNCED = Duration.ofMillis(200);

  private final LeaseElection leadership;
  private final ClusterIndex index;
  private final AuditRegistry auditRegistry;
  private final StatusPublisher statusPublisher;
  private final InstantSource clock;
  private final WakeupEventSource wakeupEventSource;

  public AuditReconciler(
      LeaseElection leadership,
      ClusterIndex index,
      AuditRegistry auditRegistry,
      StatusPublisher statusPublisher,
      InstantSource clock) {
    this.leadership = leadership;
    this.index = index;
    this.auditRegistry = auditRegistry;
    this.statusPublisher = statusPublisher;
    this.clock = clock;
    this.wakeupEventSource =
        new WakeupEventSource(deleted -> forget(deleted.getMetadata().getUid()));
    leadership.onChange(this::leaderChanged);
  }

  @Override
  public List<EventSource<?, ConnectionAudit>> prepareEventSources(
      EventSourceContext<ConnectionAudit> context) {
    return List.of(wakeupEventSource);
  }

  @Override
  public UpdateControl<ConnectionAudit> reconcile(
      ConnectionAudit audit, Context<ConnectionAudit> context) {
    if (!(leadership.now() instanceof Leadership.LeadershipState.Leading term)) {
      return UpdateControl.noUpdate(); // whoever begins to lead wakes them all
    }
    if (!index.ready()) {
      return UpdateControl.<ConnectionAudit>noUpdate().rescheduleAfter(RECHECK_UNTIL_SYNCED);
    }
    AuditState auditState = auditRegistry.follow(audit, wakeupEventSource::wake);
    statusPublisher.publish(audit, auditState, () -> term.equals(leadership.now()));
    if (!term.equals(leadership.now())) {
      // What ended with the term must not come to life again behind it.
      forget(audit.getMetadata().getUid());
      return UpdateControl.<ConnectionAudit>noUpdate().rescheduleAfter(RECHECK_UNTIL_SYNCED);
    }
    return UpdateControl.<ConnectionAudit>noUpdate().rescheduleAfter(rescheduleDelay(auditState));
  }

  private Duration rescheduleDelay(AuditState auditState) {
    if (auditState.running() || auditState.reportInput().last() instanceof AuditOutcome.Suspended) {
      return RECHECK_WHILE_RUNNING;
    }
    Duration left = Duration.between(clock.instant(), auditState.due());
    return left.compareTo(MIN_RESCHEDULE_DELAY) > 0 ? left : MIN_RESCHEDULE_DELAY;
  }

  private synchronized void leaderChanged() {
    if (leadership.isLeading()) {
      wakeupEventSource.wakeAll();
    } else {
      auditRegistry.removeAll();
      statusPublisher.forgetAll();
    }
  }

  private void forget(String uid) {
    auditRegistry.remove(uid);
    statusPublisher.forget(uid);
  }
}
