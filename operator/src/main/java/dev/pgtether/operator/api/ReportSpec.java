package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Objects;

/**
 * What the view shows.
 *
 * @param rows 0 to 200
 * @param structured 0 to 200
 */
public record ReportSpec(
    @Default("50")
        @Min(0)
        @Max(200)
        @JsonPropertyDescription(
            "How many connections status.view lists, 0 to 200. Those that need a look come first;"
                + " the others are counted in status.omitted.")
        Integer rows,
    @Default("Workload") @JsonPropertyDescription("By what status.view adds the connections up.")
        GroupBy groupBy,
    @Default("0")
        @Min(0)
        @Max(200)
        @JsonPropertyDescription(
            "How many connections the status carries as objects, for programs, 0 to 200.")
        Integer structured) {

  /** Without a word about it in the spec. */
  public static final ReportSpec DEFAULT = new ReportSpec(50, GroupBy.WORKLOAD, 0);

  /** Fills in what the schema would. */
  public ReportSpec {
    rows = Objects.requireNonNullElse(rows, 50);
    groupBy = Objects.requireNonNullElse(groupBy, GroupBy.WORKLOAD);
    structured = Objects.requireNonNullElse(structured, 0);
  }

  /** What connections are added up by. */
  public enum GroupBy {
    @JsonProperty("Workload")
    WORKLOAD,
    @JsonProperty("Pod")
    POD,
    @JsonProperty("User")
    USER,
    @JsonProperty("Database")
    DATABASE
  }
}
