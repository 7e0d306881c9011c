package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A Secret in the audit's own namespace. */
public record SecretRef(
    @Required
        @Size(min = 1, max = KubernetesNameRules.MAX_LENGTH)
        @ValidationRule(value = KubernetesNameRules.IS_NAME, message = KubernetesNameRules.MESSAGE)
        @JsonPropertyDescription("Name of a Secret in the audit's own namespace.")
        String name) {}
