package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Another address of the same server: a Service or an IP address with its port. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.service) != has(self.address)",
    message = "each entry has either service or address, not both: make two entries")
public record ServerAlias(
    @JsonPropertyDescription("A Service in the audit's own namespace that leads to this server.")
        @Nullable ServiceRef service,
    @Size(min = 3, max = 64)
        @ValidationRule(
            value =
                "self.matches('^[0-9]{1,3}([.][0-9]{1,3}){3}:[0-9]{1,5}$') ||"
                    + " self.matches('^\\\\[[0-9A-Fa-f:.]{2,45}\\\\]:[0-9]{1,5}$')",
            message =
                "write an IP address with its port, for instance 10.0.9.9:6432 or [fd00::9]:6432;"
                    + " for a name use service")
        @JsonPropertyDescription(
            "An IP address with its port, for instance 10.0.9.9:6432 or [fd00::9]:6432. Only"
                + " addresses that the chart allows (destinations.knownAsCidrs) are used.")
        @Nullable String address) {

  /**
   * A Service in the audit's own namespace.
   *
   * @param port 1 to 65535; null for each of its ports
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ServiceRef(
      @Required
          @Size(min = 1, max = KubernetesNameRules.LABEL_LENGTH)
          @ValidationRule(
              value = KubernetesNameRules.IS_LABEL,
              message = KubernetesNameRules.MESSAGE)
          @JsonPropertyDescription("Name of the Service, in the audit's own namespace.")
          String name,
      @Min(1)
          @Max(65535)
          @JsonPropertyDescription("The Service's port. Without it: each of its ports.")
          @Nullable Integer port) {}
}
