package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Plain;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.operator.api.BackendSummary;
import dev.pgtether.operator.api.Condition;
import dev.pgtether.operator.api.Condition.Status;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.api.ServerStatus;
import dev.pgtether.operator.report.AuditEvent.Regarding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which Events a change is worth: one for each thing that changed, and none when nothing did. */
public final class StatusChangeEvents {

  /** Of pods, in one audit: a burst of Events helps nobody. */
  private static final int MAX_PODS = 10;

  private static final String ACTION = "Audit";

  private final List<AuditEvent> events = new ArrayList<>();
  private final ReportInput reportInput;
  private final boolean firstAfterTakeover;

  /**
   * @param firstAfterTakeover this is the first good audit of an operator that has taken over from
   *     another: agents are on their way to it, and whether one is silent is not known yet
   */
  private StatusChangeEvents(ReportInput reportInput, boolean firstAfterTakeover) {
    this.reportInput = reportInput;
    this.firstAfterTakeover = firstAfterTakeover;
  }

  /**
   * The Events to write, the most important first.
   *
   * @param before the status as it was written last; null before the first
   * @param after the status of {@code course}
   */
  public static List<AuditEvent> between(
      @Nullable ConnectionAuditStatus before,
      ConnectionAuditStatus after,
      ReportInput reportInput) {
    boolean wasGood = before != null && before.lastSuccessfulAuditTime() != null;
    StatusChangeEvents statusChangeEvents =
        new StatusChangeEvents(reportInput, wasGood && reportInput.previousGood() == null);
    statusChangeEvents.addReady(
        conditionOf(before, Condition.Type.READY), conditionOf(after, Condition.Type.READY));
    statusChangeEvents.addServer(before == null ? null : before.server(), after.server());
    statusChangeEvents.addComplete(
        conditionOf(before, Condition.Type.COMPLETE), conditionOf(after, Condition.Type.COMPLETE));
    statusChangeEvents.addGhosts(before == null ? null : before.summary(), after.summary());
    statusChangeEvents.addSilentAgents();
    return List.copyOf(statusChangeEvents.events);
  }

  private void addReady(@Nullable Condition before, @Nullable Condition after) {
    if (after == null) {
      return;
    }
    if (after.status() == Status.FALSE
        && !isSuspended(after)
        && (before == null || before.reason() != after.reason())) {
      warn(after.reason(), after.message());
    }
    if (after.status() == Status.TRUE) {
      if (before == null || before.status() == Status.UNKNOWN || isSuspended(before)) {
        inform(Reason.AUDITED, "Audits succeed; see kubectl describe.");
      } else if (before.status() == Status.FALSE) {
        inform(
            Reason.RECOVERED,
            "Audits succeed again; the trouble was " + before.reason().word() + ".");
      }
    }
  }

  private static boolean isSuspended(Condition ready) {
    return ready.reason() == Reason.SUSPENDED;
  }

  private void addServer(@Nullable ServerStatus before, @Nullable ServerStatus after) {
    if (before == null || after == null) {
      return;
    }
    boolean same = Objects.equals(before.address(), after.address());
    if (!before.startTime().equals(after.startTime()) || (!same && isAnotherPostmaster())) {
      warn(
          same ? Reason.SERVER_RESTARTED : Reason.SERVER_CHANGED,
          same
              ? "PostgreSQL was restarted at " + after.startTime() + "."
              : "Another PostgreSQL answers: "
                  + after.address()
                  + ", "
                  + after.role().name().toLowerCase(Locale.ROOT)
                  + "; before, "
                  + before.address()
                  + ".");
    } else if (before.role() != after.role()) {
      boolean promoted = after.role() == ServerStatus.Role.PRIMARY;
      warn(
          promoted ? Reason.SERVER_PROMOTED : Reason.SERVER_DEMOTED,
          promoted ? "The standby is the primary now." : "The primary is a standby now.");
    }
  }

  /** A status says the time of the start to the second only. */
  private boolean isAnotherPostmaster() {
    AuditOutcome.Success good = reportInput.lastGood();
    AuditOutcome.Success before = reportInput.previousGood();
    return good != null
        && before != null
        && good.result().serverInfo().postmasterStartMicros()
            != before.result().serverInfo().postmasterStartMicros();
  }

  private void addComplete(@Nullable Condition before, @Nullable Condition after) {
    if (after != null
        && after.status() == Status.FALSE
        && !(firstAfterTakeover && after.reason() == Reason.AGENTS_SILENT)
        && (before == null || before.reason() != after.reason())) {
      warn(after.reason(), after.message());
    }
  }

  private void addGhosts(@Nullable BackendSummary before, @Nullable BackendSummary after) {
    if (after == null) {
      return;
    }
    boolean hadGhosts = before != null && before.ghost() > 0;
    if (after.ghost() > 0 && !hadGhosts) {
      warn(
          Reason.GHOST_BACKENDS,
          TextFormat.plural(after.ghost(), "backend's client is", "backends' clients are")
              + " gone and the server has not noticed; TROUBLE in kubectl describe says which.");
    }
    if (after.ghost() == 0 && hadGhosts) {
      inform(Reason.GHOST_BACKENDS_GONE, "No backend is without its client any more.");
    }
  }

  private void addSilentAgents() {
    if (firstAfterTakeover || !(reportInput.last() instanceof AuditOutcome.Success now)) {
      return;
    }
    Set<String> silentBefore =
        reportInput.previousGood() == null
            ? Set.of()
            : reportInput.previousGood().result().seen().silent();
    now.clusterSnapshot().pods().stream()
        .filter(pod -> now.result().seen().silent().contains(pod.uid()))
        .filter(pod -> pod.visible() && !silentBefore.contains(pod.uid()))
        .limit(MAX_PODS)
        .forEach(this::addSilentAgent);
  }

  private void addSilentAgent(Pod pod) {
    events.add(
        new AuditEvent(
            new Regarding.PodRef(pod.namespace(), pod.name(), pod.uid()),
            AuditEvent.Type.WARNING,
            Reason.AGENTS_SILENT,
            ACTION,
            note(
                "The agent in this pod did not answer the audit "
                    + Plain.of(reportInput.namespace() + "/" + reportInput.name())
                    + " in time; see kubectl logs "
                    + Plain.of(pod.name())
                    + " -c pgtether-agent."),
            "agent/" + pod.uid()));
  }

  private void warn(Reason reason, String note) {
    add(AuditEvent.Type.WARNING, reason, note);
  }

  private void inform(Reason reason, String note) {
    add(AuditEvent.Type.NORMAL, reason, note);
  }

  private void add(AuditEvent.Type type, Reason reason, String note) {
    events.add(
        new AuditEvent(new Regarding.AuditRef(), type, reason, ACTION, note(note), reason.word()));
  }

  private static String note(String text) {
    return TextFormat.truncateBytes(TextFormat.oneLine(text), AuditEvent.MAX_NOTE_BYTES);
  }

  private static @Nullable Condition conditionOf(
      @Nullable ConnectionAuditStatus status, Condition.Type type) {
    return status == null
        ? null
        : status.conditions().stream()
            .filter(condition -> condition.type() == type)
            .findFirst()
            .orElse(null);
  }
}
