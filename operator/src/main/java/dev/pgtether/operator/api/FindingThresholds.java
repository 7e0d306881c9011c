package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * From when on something counts as a finding.
 *
 * @param connectionsUsedPercent 1 to 100
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FindingThresholds(
    @Size(max = TimeSpan.MAX_LENGTH)
        @ValidationRule(value = TimeSpan.IS_VALID, message = TimeSpan.MESSAGE)
        @JsonPropertyDescription(
            "IdleConnections: a session idle for longer is forgotten. Without it: 1h.")
        @Nullable TimeSpan idleFor,
    @Min(1)
        @Max(100)
        @JsonPropertyDescription(
            "ConnectionLimit: from this share of the usable slots on. Without it: 80.")
        @Nullable Integer connectionsUsedPercent,
    @Size(max = TimeSpan.MAX_LENGTH)
        @ValidationRule(value = TimeSpan.IS_VALID, message = TimeSpan.MESSAGE)
        @JsonPropertyDescription(
            "Locks: a session that has waited for another for longer. Without it: 30s.")
        @Nullable TimeSpan blockedFor,
    @Size(max = TimeSpan.MAX_LENGTH)
        @ValidationRule(value = TimeSpan.IS_VALID, message = TimeSpan.MESSAGE)
        @JsonPropertyDescription("LongTransactions: a transaction open for longer. Without it: 5m.")
        @Nullable TimeSpan transactionOpenFor) {}
