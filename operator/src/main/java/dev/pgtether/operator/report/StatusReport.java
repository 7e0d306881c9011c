package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Moment;
import dev.pgtether.operator.api.BackendSummary;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.ConnectionAuditStatus.OmittedCounts;
import dev.pgtether.operator.api.ConnectionAuditStatus.PrinterColumns;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status of a resource. */
public final class StatusReport {

  private StatusReport() {}

  /**
   * What to write as the status: the same for the same arguments. Bounded: below 64 KiB with the
   * usual 50 rows, and never above 128 KiB.
   *
   * <p>After a restart of the operator, while no audit has succeeded, what {@code before} says of
   * the server is kept, as long as it answers the same generation of the spec.
   *
   * @param before the status as it was written last; null before the first
   * @param now when a condition changes, this is its time
   */
  public static ConnectionAuditStatus of(
      ReportInput reportInput, @Nullable ConnectionAuditStatus before, Instant now) {
    StatusConditions statusConditions = new StatusConditions(reportInput, before, now);
    AuditOutcome.Success good = reportInput.lastGood();
    return good == null
        ? withoutResults(reportInput, before, statusConditions)
        : withResults(reportInput, good, statusConditions);
  }

  /**
   * Whether {@code after} says something that should not wait: anything but the time of the audit
   * and what single sessions do at the moment.
   */
  public static boolean isNews(
      @Nullable ConnectionAuditStatus before, ConnectionAuditStatus after) {
    return before == null
        || before.observedGeneration() != after.observedGeneration()
        || !before.conditions().equals(after.conditions())
        || !Objects.equals(before.glance(), after.glance())
        || !Objects.equals(before.server(), after.server())
        || !Objects.equals(before.summary(), after.summary())
        || !before.findings().equals(after.findings())
        || !before.acts().equals(after.acts());
  }

  private static ConnectionAuditStatus withResults(
      ReportInput reportInput, AuditOutcome.Success good, StatusConditions statusConditions) {
    ScopedAudit audit = ScopedAudit.of(good, reportInput.spec().scope());
    String goodAt = Moment.toTheSecond(good.result().at());
    List<VisibilityGap> unseen = VisibilityGap.of(audit, reportInput.namespace());
    StatusView statusView =
        StatusView.of(
            reportInput, audit, unseen, TroubleSection.of(reportInput.last(), audit, goodAt));
    BackendSummary backendSummary = audit.summary();
    return new ConnectionAuditStatus(
        reportInput.generation(),
        statusConditions.of(unseen),
        goodAt,
        new PrinterColumns(
            audit.matched() + "/" + backendSummary.backends(), ServerReport.usedSlots(good), "-"),
        ServerReport.statusOf(good),
        backendSummary,
        List.of(),
        List.of(),
        statusView.omitted() == 0 ? null : new OmittedCounts(statusView.omitted()),
        statusView.lines());
  }

  private static ConnectionAuditStatus withoutResults(
      ReportInput reportInput,
      @Nullable ConnectionAuditStatus before,
      StatusConditions statusConditions) {
    ConnectionAuditStatus kept =
        before != null && before.observedGeneration() == reportInput.generation() ? before : null;
    String goodAt = kept == null ? null : kept.lastSuccessfulAuditTime();
    List<String> trouble = TroubleSection.of(reportInput.last(), null, goodAt);
    StatusView statusView =
        StatusView.withoutResults(reportInput, trouble, kept == null ? null : kept.view());
    return new ConnectionAuditStatus(
        reportInput.generation(),
        statusConditions.of(null),
        goodAt,
        kept == null ? null : kept.glance(),
        kept == null ? null : kept.server(),
        kept == null ? null : kept.summary(),
        List.of(),
        List.of(),
        kept == null ? null : kept.omitted(),
        statusView.lines());
  }
}
