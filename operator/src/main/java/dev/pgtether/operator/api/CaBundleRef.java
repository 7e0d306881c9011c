package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Objects;

/** One key of a Secret or ConfigMap in the audit's own namespace, with PEM certificates. */
public record CaBundleRef(
    @Required
        @Size(min = 1, max = KubernetesNameRules.MAX_LENGTH)
        @ValidationRule(value = KubernetesNameRules.IS_NAME, message = KubernetesNameRules.MESSAGE)
        @JsonPropertyDescription("Name of the object, in the audit's own namespace.")
        String name,
    @Default(CaBundleRef.CA)
        @Size(min = 1, max = KubernetesNameRules.MAX_LENGTH)
        @ValidationRule(
            value = "self.matches('^[-._a-zA-Z0-9]+$')",
            message = "write the key of a Secret or ConfigMap, for instance ca.crt")
        @JsonPropertyDescription("The key that holds the certificates, in PEM.")
        String key) {

  static final String CA = "ca.crt";

  /** Fills in what the schema would. */
  public CaBundleRef {
    key = Objects.requireNonNullElse(key, CA);
  }
}
