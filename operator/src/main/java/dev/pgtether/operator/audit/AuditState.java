package dev.pgtether.operator.audit;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.report.ReportInput;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the audits of one resource stand.
 *
 * @param lastGoodDuration how long the last good audit took
 * @param due when the next audit begins, unless {@code running}
 * @param answeredAuditNow the value of the annotation that the last audit to end has answered; null
 *     without one
 */
public record AuditState(
    ConnectionAudit audit,
    ReportInput reportInput,
    Duration lastGoodDuration,
    Instant due,
    boolean running,
    @Nullable String answeredAuditNow) {}
