package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * One problem, with a subject to blame.
 *
 * @param findingClass {@code class} in the resource
 * @param since RFC 3339
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
    @Required @JsonProperty("class") @JsonPropertyDescription("Which kind of problem it is.")
        FindingClass findingClass,
    @Size(max = 64) @JsonPropertyDescription("More closely, for instance Growing.")
        @Nullable String kind,
    @Required @JsonPropertyDescription("How bad it is.") Severity severity,
    @Required
        @Size(max = 512)
        @JsonPropertyDescription(
            "Whom it is about: a workload, pod, process, or an object by name.")
        String subject,
    @Required @Size(max = 1024) @JsonPropertyDescription("What was seen.") String message,
    @Size(max = 1024) @JsonPropertyDescription("What to do next.") @Nullable String advice,
    @Required @Size(max = 32) @JsonPropertyDescription("Since when.") String since) {

  /** How bad a finding is. */
  public enum Severity {
    @JsonProperty("Critical")
    CRITICAL,
    @JsonProperty("Warning")
    WARNING,
    @JsonProperty("Info")
    INFO
  }
}
