package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to audit and how.
 *
 * @param interval from the start of one audit to the start of the next, at least 10 s
 * @param suspend true: nothing is audited, connections are closed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConnectionAuditSpec(
    @Required @JsonPropertyDescription("The PostgreSQL server to audit, and how to log in to it.")
        DatabaseSpec database,
    @JsonPropertyDescription(
            "Which sessions are reported. Without it: every session of the server.")
        @Nullable AuditScope scope,
    @Default("30s")
        @Size(max = TimeSpan.MAX_LENGTH)
        @ValidationRule(value = TimeSpan.IS_VALID, message = TimeSpan.MESSAGE)
        @ValidationRule(
            value =
                "!("
                    + TimeSpan.IS_VALID
                    + ") || (duration(self) >= duration('10s') && duration(self) <="
                    + " duration('24h'))",
            message = "write an interval from 10s to 24h; to pause the audit set suspend: true")
        @JsonPropertyDescription(
            "Time from one audit to the next, for instance 30s or 5m; 10s to 24h. For one at once:"
                + " kubectl annotate connectionaudit NAME --overwrite"
                + " pgtether.dev/audit-now=\"$(date +%s)\"")
        TimeSpan interval,
    @Default("false")
        @JsonPropertyDescription(
            "true pauses the audit: the connection to the server is closed, the last result stays.")
        boolean suspend,
    @Size(max = 8)
        @JsonPropertyDescription(
            "Connection poolers between the clients and the server, whose own lists tell which"
                + " client stands behind which of their connections.")
        List<PoolerSpec> poolers,
    @JsonPropertyDescription("From when on something counts as a finding.")
        @Nullable FindingThresholds thresholds,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Who is expected to connect. With at least one entry, a client that fits none of them"
                + " is a finding of class Suspicious.")
        List<ExpectedClient> expectedClients,
    @Size(max = 16)
        @JsonPropertyDescription(
            "What to do about findings. A hook only says what it would do, until its mode is"
                + " Enforce.")
        List<Hook> hooks,
    @JsonPropertyDescription("What status.view shows, and how much of it.")
        @Nullable ReportSpec report) {

  private static final TimeSpan INTERVAL = new TimeSpan("30s");

  /** Fills in what the schema would. */
  public ConnectionAuditSpec {
    interval = Objects.requireNonNullElse(interval, INTERVAL);
    poolers = CollectionDefaults.orEmpty(poolers);
    expectedClients = CollectionDefaults.orEmpty(expectedClients);
    hooks = CollectionDefaults.orEmpty(hooks);
  }
}
