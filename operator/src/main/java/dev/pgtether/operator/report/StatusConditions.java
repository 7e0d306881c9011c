package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Moment;
import dev.pgtether.operator.api.Condition;
import dev.pgtether.operator.api.Condition.Status;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answers to the three questions about an audit. */
final class StatusConditions {

  private static final int MAX_MESSAGE_LENGTH = 2000;

  private final ReportInput reportInput;
  private final @Nullable ConnectionAuditStatus before;
  private final Instant now;

  StatusConditions(ReportInput reportInput, @Nullable ConnectionAuditStatus before, Instant now) {
    this.reportInput = reportInput;
    this.before = before;
    this.now = now;
  }

  /**
   * Ready, Complete, NoFindings.
   *
   * @param unseen by the last good audit; null when there was none in this process
   */
  List<Condition> of(@Nullable List<VisibilityGap> unseen) {
    if (reportInput.last() instanceof AuditOutcome.Pending
        && before != null
        && before.observedGeneration() == reportInput.generation()
        && !before.conditions().isEmpty()) {
      return before.conditions(); // another replica has answered; this one knows nothing better yet
    }
    return List.of(ready(), complete(unseen), noFindings());
  }

  private Condition ready() {
    return switch (reportInput.last()) {
      case AuditOutcome.Success success ->
          success.result().serverInfo().inRecovery()
              ? condition(
                  Condition.Type.READY,
                  Status.TRUE,
                  Reason.STANDBY,
                  "Audits succeed. The server is a standby: it replicates from another.")
              : condition(Condition.Type.READY, Status.TRUE, Reason.AUDITED, "Audits succeed.");
      case AuditOutcome.Failure failure ->
          condition(Condition.Type.READY, Status.FALSE, failure.reason(), failure.message());
      case AuditOutcome.Suspended suspended ->
          condition(
              Condition.Type.READY,
              Status.FALSE,
              Reason.SUSPENDED,
              "Suspended by spec.suspend; set it to false to go on.");
      case AuditOutcome.Pending pending ->
          condition(
              Condition.Type.READY, Status.UNKNOWN, Reason.PENDING, "No audit has ended yet.");
    };
  }

  private Condition complete(@Nullable List<VisibilityGap> unseen) {
    return switch (reportInput.last()) {
      case AuditOutcome.Success success -> completeExcept(unseen == null ? List.of() : unseen);
      case AuditOutcome.Failure failure ->
          condition(
              Condition.Type.COMPLETE,
              Status.UNKNOWN,
              Reason.STALE,
              "Audits fail: see condition Ready.");
      case AuditOutcome.Suspended suspended ->
          condition(
              Condition.Type.COMPLETE,
              Status.UNKNOWN,
              Reason.SUSPENDED,
              "Suspended by spec.suspend.");
      case AuditOutcome.Pending pending ->
          condition(
              Condition.Type.COMPLETE, Status.UNKNOWN, Reason.PENDING, "No audit has ended yet.");
    };
  }

  /** The messages carry no counts: those are in the summary, and change with every audit. */
  private Condition completeExcept(List<VisibilityGap> unseen) {
    List<Reason> reasons = new ArrayList<>();
    for (VisibilityGap one : unseen) {
      if (one.reason() != null && !reasons.contains(one.reason())) {
        reasons.add(one.reason());
      }
    }
    if (reasons.isEmpty()) {
      return condition(
          Condition.Type.COMPLETE,
          Status.TRUE,
          Reason.EVERYTHING_SEEN,
          "Whatever can be seen was seen.");
    }
    return condition(
        Condition.Type.COMPLETE,
        Status.FALSE,
        reasons.getFirst(),
        String.join(" ", reasons.stream().map(StatusConditions::messageOf).toList())
            + " NOT SEEN in status.view says how many.");
  }

  private static String messageOf(Reason reason) {
    return switch (reason) {
      case ROWS_HIDDEN ->
          "The role may not read every row of pg_stat_activity: it needs pg_monitor.";
      case AGENTS_SILENT -> "Agents did not answer in time.";
      case AGENTS_LIMITED -> "Agents could not list every socket.";
      case NAMESPACES_NOT_VISIBLE -> "Clients are in namespaces that this audit may not name.";
      default -> "Not everything was seen (" + reason.word() + ").";
    };
  }

  private Condition noFindings() {
    return condition(
        Condition.Type.NO_FINDINGS,
        Status.UNKNOWN,
        Reason.NOT_IMPLEMENTED,
        "This version does not look for findings.");
  }

  private Condition condition(Condition.Type type, Status status, Reason reason, String message) {
    return new Condition(
        type,
        status,
        reason,
        TextFormat.oneLine(message, MAX_MESSAGE_LENGTH),
        lastTransitionTime(type, status),
        reportInput.generation());
  }

  private String lastTransitionTime(Condition.Type type, Status status) {
    if (before != null) {
      for (Condition condition : before.conditions()) {
        if (condition.type() == type && condition.status() == status) {
          return condition.lastTransitionTime();
        }
      }
    }
    return Moment.toTheSecond(now);
  }
}
