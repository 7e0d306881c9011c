package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Moment;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.ConnectionAuditStatus.Glance;
import dev.pgtether.operator.api.ConnectionAuditStatus.Omitted;
import dev.pgtether.operator.api.Summary;
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
      Course course, @Nullable ConnectionAuditStatus before, Instant now) {
    Conditions conditions = new Conditions(course, before, now);
    Attempt.Success good = course.lastGood();
    return good == null
        ? withoutResults(course, before, conditions)
        : withResults(course, good, conditions);
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
      Course course, Attempt.Success good, Conditions conditions) {
    Scoped audit = Scoped.of(good, course.spec().scope());
    String goodAt = Moment.toTheSecond(good.result().at());
    List<Unseen> unseen = Unseen.of(audit, course.namespace());
    View view = View.of(course, audit, unseen, Trouble.of(course.last(), audit, goodAt));
    Summary summary = audit.summary();
    return new ConnectionAuditStatus(
        course.generation(),
        conditions.of(unseen),
        goodAt,
        new Glance(audit.matched() + "/" + summary.backends(), Servers.glance(good), "-"),
        Servers.statusOf(good),
        summary,
        List.of(),
        List.of(),
        view.omitted() == 0 ? null : new Omitted(view.omitted()),
        view.lines());
  }

  private static ConnectionAuditStatus withoutResults(
      Course course, @Nullable ConnectionAuditStatus before, Conditions conditions) {
    ConnectionAuditStatus kept =
        before != null && before.observedGeneration() == course.generation() ? before : null;
    String goodAt = kept == null ? null : kept.lastSuccessfulAuditTime();
    List<String> trouble = Trouble.of(course.last(), null, goodAt);
    View view = View.without(course, trouble, kept == null ? null : kept.view());
    return new ConnectionAuditStatus(
        course.generation(),
        conditions.of(null),
        goodAt,
        kept == null ? null : kept.glance(),
        kept == null ? null : kept.server(),
        kept == null ? null : kept.summary(),
        List.of(),
        List.of(),
        kept == null ? null : kept.omitted(),
        view.lines());
  }
}
