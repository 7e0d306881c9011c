package dev.pgtether.operator.audit;

import dev.pgtether.operator.agents.Leadership;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.cluster.ClusterIndex;
import dev.pgtether.operator.leader.LeaseElection;
import dev.pgtether.operator.report.Attempt;
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
    informer = @Informer(onUpdateFilter = WorthAttention.class),
    generationAwareEventProcessing = false)
public class AuditReconciler implements Reconciler<ConnectionAudit> {

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

  /** The end of a running audit leads here by itself; this is for the case that it does not. */
  private static final Duration WHILE_RUNNING = Duration.ofMinutes(2);

  private static final Duration UNTIL_SYNCED = Duration.ofMillis(200);

  private final LeaseElection leadership;
  private final ClusterIndex index;
  private final Audits audits;
  private final Reports reports;
  private final InstantSource clock;
  private final Wakeups wakeups;

  public AuditReconciler(
      LeaseElection leadership,
      ClusterIndex index,
      Audits audits,
      Reports reports,
      InstantSource clock) {
    this.leadership = leadership;
    this.index = index;
    this.audits = audits;
    this.reports = reports;
    this.clock = clock;
    this.wakeups = new Wakeups(deleted -> forget(deleted.getMetadata().getUid()));
    leadership.onChange(this::leaderChanged);
  }

  @Override
  public List<EventSource<?, ConnectionAudit>> prepareEventSources(
      EventSourceContext<ConnectionAudit> context) {
    return List.of(wakeups);
  }

  @Override
  public UpdateControl<ConnectionAudit> reconcile(
      ConnectionAudit audit, Context<ConnectionAudit> context) {
    if (!(leadership.now() instanceof Leadership.Standing.Leading term)) {
      return UpdateControl.noUpdate(); // whoever begins to lead wakes them all
    }
    if (!index.ready()) {
      return UpdateControl.<ConnectionAudit>noUpdate().rescheduleAfter(UNTIL_SYNCED);
    }
    Standing standing = audits.follow(audit, wakeups::wake);
    reports.report(audit, standing, () -> term.equals(leadership.now()));
    if (!term.equals(leadership.now())) {
      // What ended with the term must not come to life again behind it.
      forget(audit.getMetadata().getUid());
      return UpdateControl.<ConnectionAudit>noUpdate().rescheduleAfter(UNTIL_SYNCED);
    }
    return UpdateControl.<ConnectionAudit>noUpdate().rescheduleAfter(wait(standing));
  }

  private Duration wait(Standing standing) {
    if (standing.running() || standing.course().last() instanceof Attempt.Suspended) {
      return WHILE_RUNNING;
    }
    Duration left = Duration.between(clock.instant(), standing.due());
    return left.compareTo(SHORTEST_WAIT) > 0 ? left : SHORTEST_WAIT;
  }

  private synchronized void leaderChanged() {
    if (leadership.isLeading()) {
      wakeups.wakeAll();
    } else {
      audits.endAll();
      reports.forgetAll();
    }
  }

  private void forget(String uid) {
    audits.end(uid);
    reports.forget(uid);
  }
}
