package dev.pgtether.operator.audit;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.report.Course;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the audits of one resource stand.
 *
 * @param took how long the last good audit took
 * @param due when the next audit begins, unless {@code running}
 * @param answered the value of the annotation that the last audit to end has answered; null without
 *     one
 */
public record Standing(
    ConnectionAudit audit,
    Course course,
    Duration took,
    Instant due,
    boolean running,
    @Nullable String answered) {}
