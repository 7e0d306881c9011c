package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to do about findings of one class. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Hook(
    @Required
        @Size(min = 1, max = KubernetesNameRules.LABEL_LENGTH)
        @ValidationRule(
            value = KubernetesNameRules.IS_LABEL,
            message = KubernetesNameRules.LABEL_MESSAGE)
        @JsonPropertyDescription("What Events and status.acts call this hook.")
        String name,
    @Required @JsonPropertyDescription("The class of findings that it is for.")
        FindingClass finding,
    @Size(max = 1024)
        @JsonPropertyDescription(
            "A CEL expression that has to be true as well, for instance finding.kind == 'Growing'"
                + " && workload.idle > 20")
        @Nullable String when,
    @Required
        @Size(min = 1, max = 5)
        @JsonPropertyDescription(
            "What is done, one after the other, for as long as the finding stays.")
        List<Step> steps,
    @Default("DryRun")
        @JsonPropertyDescription(
            "DryRun: only says what it would do. Enforce: acts, as far as the chart allows"
                + " (hooks.maxMode).")
        Mode mode,
    @JsonPropertyDescription("How much it may do.") @Nullable Limits limits) {

  /** Fills in what the schema would. */
  public Hook {
    steps = CollectionDefaults.orEmpty(steps);
    mode = Objects.requireNonNullElse(mode, Mode.DRY_RUN);
  }

  /** Whether it acts. */
  public enum Mode {
    @JsonProperty("DryRun")
    DRY_RUN,
    @JsonProperty("Enforce")
    ENFORCE
  }

  /** What can be done about a finding, the gentlest first. */
  public enum Action {
    @JsonProperty("Flag")
    FLAG,
    @JsonProperty("Notify")
    NOTIFY,
    @JsonProperty("Terminate")
    TERMINATE,
    @JsonProperty("Evict")
    EVICT,
    @JsonProperty("Restart")
    RESTART
  }

  /** One thing to do, and when. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Step(
      @Required
          @JsonPropertyDescription(
              "Flag: annotates the pod. Notify: writes an Event. Terminate: ends the session."
                  + " Evict: evicts the pod. Restart: restarts the workload.")
          Action action,
      @Size(max = TimeSpan.MAX_LENGTH)
          @ValidationRule(value = TimeSpan.IS_VALID, message = TimeSpan.MESSAGE)
          @JsonPropertyDescription(
              "How long the finding has to have lasted. Without it: not at all.")
          @Nullable TimeSpan after) {}

  /**
   * How much a hook may do.
   *
   * @param minReadyPercent 0 to 100
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Limits(
      @Min(1) @Max(100) @JsonPropertyDescription("Acts in one audit. Without it: 1.")
          @Nullable Integer perRun,
      @Min(1) @Max(1000) @JsonPropertyDescription("Acts in one hour. Without it: 4.")
          @Nullable Integer perHour,
      @Size(max = TimeSpan.MAX_LENGTH)
          @ValidationRule(value = TimeSpan.IS_VALID, message = TimeSpan.MESSAGE)
          @JsonPropertyDescription("Time between two acts on one workload. Without it: 30m.")
          @Nullable TimeSpan coolDown,
      @Min(0)
          @Max(100)
          @JsonPropertyDescription(
              "The share of a workload's pods that has to stay ready. Without it: 75.")
          @Nullable Integer minReadyPercent) {}
}
