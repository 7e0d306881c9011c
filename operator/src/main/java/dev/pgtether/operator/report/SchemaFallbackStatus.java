package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Moment;
import dev.pgtether.operator.api.Condition;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a custom resource definition takes of a status that is older than this operator. */
public final class SchemaFallbackStatus {

  private SchemaFallbackStatus() {}

  /**
   * What every definition has known from the first: the conditions, of which Ready says what to do,
   * and the text for people.
   *
   * @param refused the status that was refused
   * @param before the status as it was written last; null before the first
   * @param field that the definition does not know
   * @param now when Ready changes, this is its time
   */
  public static ConnectionAuditStatus of(
      ConnectionAuditStatus refused,
      @Nullable ConnectionAuditStatus before,
      String field,
      Instant now) {
    List<Condition> conditions =
        refused.conditions().stream()
            .map(
                condition ->
                    condition.type() == Condition.Type.READY
                        ? ready(condition, before, field, now)
                        : condition)
            .toList();
    return new ConnectionAuditStatus(
        refused.observedGeneration(),
        conditions,
        refused.lastSuccessfulAuditTime(),
        null,
        null,
        null,
        List.of(),
        List.of(),
        null,
        refused.view());
  }

  /** The trouble of an audit that fails anyway comes first. */
  private static Condition ready(
      Condition ready, @Nullable ConnectionAuditStatus before, String field, Instant now) {
    if (ready.status() == Condition.Status.FALSE) {
      return ready;
    }
    return new Condition(
        Condition.Type.READY,
        Condition.Status.FALSE,
        Reason.SCHEMA_OUTDATED,
        "The custom resource definition in this cluster is older than the operator and does not know "
            + TextFormat.oneLine(field, 200)
            + ": the status lacks its counts. Apply the operator's own: kubectl apply --server-side"
            + " --force-conflicts --filename crds/connectionaudits.pgtether.dev.yaml",
        lastTransitionTime(before, now),
        ready.observedGeneration());
  }

  private static String lastTransitionTime(@Nullable ConnectionAuditStatus before, Instant now) {
    return before == null
        ? Moment.toTheSecond(now)
        : before.conditions().stream()
            .filter(condition -> condition.type() == Condition.Type.READY)
            .filter(condition -> condition.status() == Condition.Status.FALSE)
            .map(Condition::lastTransitionTime)
            .findFirst()
            .orElse(Moment.toTheSecond(now));
  }
}
