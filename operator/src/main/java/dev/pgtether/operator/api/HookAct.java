package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a hook did, or would have done.
 *
 * @param decidedAt RFC 3339
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HookAct(
    @Required @Size(min = 1, max = 64) @JsonPropertyDescription("Names this act everywhere.")
        String id,
    @Required
        @Size(max = KubernetesNameRules.LABEL_LENGTH)
        @JsonPropertyDescription("The hook's name.")
        String hook,
    @Required @JsonPropertyDescription("What was to be done.") Hook.Action action,
    @Required @Size(max = 512) @JsonPropertyDescription("To what.") String target,
    @Required @Size(max = 256) @JsonPropertyDescription("Whether it was done, and why.")
        String decision,
    @Required @Size(max = 32) @JsonPropertyDescription("When that was decided.") String decidedAt,
    @Size(max = 512) @JsonPropertyDescription("What came of it.") @Nullable String outcome) {}
