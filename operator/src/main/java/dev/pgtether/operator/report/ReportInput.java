package dev.pgtether.operator.report;

import dev.pgtether.operator.api.ConnectionAuditSpec;
import org.jspecify.annotations.Nullable;

/**
 * How the audits of one resource have gone.
 *
 * @param namespace of the resource
 * @param name of the resource
 * @param generation of {@code spec}
 * @param last what was tried last
 * @param lastGood the last success of this operator process on this very server: {@code last}
 *     itself, or one before it; null when there was none
 * @param previousGood the success before {@code lastGood}; null when there was none
 */
public record ReportInput(
    String namespace,
    String name,
    long generation,
    ConnectionAuditSpec spec,
    AuditOutcome last,
    AuditOutcome.@Nullable Success lastGood,
    AuditOutcome.@Nullable Success previousGood) {}
