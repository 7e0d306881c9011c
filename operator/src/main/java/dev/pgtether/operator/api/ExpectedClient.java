package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** Clients that are no surprise: those that fit every part of an entry that is given. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "has(self.namespaces) || has(self.podLabels) || has(self.cidrs) || has(self.users) ||"
            + " has(self.databases)",
    message =
        "an empty entry would expect everybody: give namespaces, podLabels, cidrs, users or"
            + " databases")
public record ExpectedClient(
    @Size(max = 32) @JsonPropertyDescription("Pods of one of these namespaces.")
        List<@Size(min = 1, max = 63) String> namespaces,
    @Size(max = 16) @JsonPropertyDescription("Pods that carry all of these labels.")
        Map<String, @Size(max = 63) String> podLabels,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Client addresses within one of these networks, for instance 10.0.0.0/8.")
        List<@Size(min = 3, max = 64) String> cidrs,
    @Size(max = 32) @JsonPropertyDescription("Sessions of one of these roles.")
        List<@Size(min = 1, max = 63) String> users,
    @Size(max = 32) @JsonPropertyDescription("Sessions in one of these databases.")
        List<@Size(min = 1, max = 63) String> databases) {

  /** Lists that are left out are empty. */
  public ExpectedClient {
    namespaces = CollectionDefaults.orEmpty(namespaces);
    podLabels = CollectionDefaults.orEmpty(podLabels);
    cidrs = CollectionDefaults.orEmpty(cidrs);
    users = CollectionDefaults.orEmpty(users);
    databases = CollectionDefaults.orEmpty(databases);
  }
}
