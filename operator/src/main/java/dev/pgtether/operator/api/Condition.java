package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * One answer to a question about an audit.
 *
 * @param lastTransitionTime when {@code status} last changed, RFC 3339
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required @JsonPropertyDescription("The question.") Type type,
    @Required @JsonPropertyDescription("The answer.") Status status,
    @Required @Size(min = 1, max = 128) @JsonPropertyDescription("Why, in one word, for programs.")
        Reason reason,
    @Required
        @Size(max = Condition.MESSAGE_LENGTH)
        @JsonPropertyDescription("Why, and what to do next, for people.")
        String message,
    @Required @Size(max = 32) @JsonPropertyDescription("When the answer last changed.")
        String lastTransitionTime,
    @JsonPropertyDescription("The generation of the spec that this answers.")
        long observedGeneration) {

  static final int MESSAGE_LENGTH = 4096;

  /** The questions. */
  public enum Type {
    /** Audits run and succeed. A finding never makes this False. */
    @JsonProperty("Ready")
    READY,
    /** The last good audit could see everything that it should. */
    @JsonProperty("Complete")
    COMPLETE,
    /** Nothing was found that somebody should look at. */
    @JsonProperty("NoFindings")
    NO_FINDINGS
  }

  /** The answers. */
  public enum Status {
    @JsonProperty("True")
    TRUE,
    @JsonProperty("False")
    FALSE,
    @JsonProperty("Unknown")
    UNKNOWN
  }
}
