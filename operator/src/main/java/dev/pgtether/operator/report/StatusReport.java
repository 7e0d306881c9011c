package dev.pgtether.operator.report;

import dev.pgtether.operator.api.Condition;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status of a resource. */
public final class StatusReport {

  private StatusReport() {}

  /**
   * What to write as the status. The same for the same arguments; and the same as {@code before},
   * but for {@code lastSuccessfulAuditTime}, when nothing happened that a person would want to
   * know.
   *
   * @param before the status as it was written last; null before the first
   * @param now when a condition changes, this is its time
   */
  public static ConnectionAuditStatus of(
      Course course, @Nullable ConnectionAuditStatus before, Instant now) {
    Condition ready =
        switch (course.last()) {
          case Attempt.Success success ->
              ready(course, Condition.Status.TRUE, Reason.AUDITED, "", now);
          case Attempt.Failure failure ->
              ready(course, Condition.Status.FALSE, failure.reason(), failure.message(), now);
          case Attempt.Suspended suspended ->
              ready(course, Condition.Status.FALSE, Reason.SUSPENDED, "", now);
          case Attempt.Pending pending ->
              ready(course, Condition.Status.UNKNOWN, Reason.PENDING, "", now);
        };
    return new ConnectionAuditStatus(
        course.generation(),
        List.of(ready),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        List.of());
  }

  private static Condition ready(
      Course course, Condition.Status status, Reason reason, String message, Instant now) {
    return new Condition(
        Condition.Type.READY, status, reason, message, now.toString(), course.generation());
  }
}
