package dev.pgtether.testkit.it.cluster.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Roles and who has them, one line a rule: for a person to compare. */
final class Rights {
  private Rights() {}

  static String of(List<HasMetadata> resources) {
    return resources.stream().flatMap(Rights::lines).collect(Collectors.joining("\n", "", "\n"));
  }

  /** Each verb with each resource that it is granted on, whatever the group and name. */
  static Set<String> resourcesOf(List<HasMetadata> resources) {
    Set<String> all = new TreeSet<>();
    for (HasMetadata resource : resources) {
      for (PolicyRule rule : rulesOf(resource)) {
        for (String what : rule.getResources()) {
          rule.getVerbs().forEach(verb -> all.add(verb + " " + what));
        }
      }
    }
    return all;
  }

  private static List<PolicyRule> rulesOf(HasMetadata resource) {
    return switch (resource) {
      case ClusterRole role -> role.getRules();
      case Role role -> role.getRules();
      default -> List.of();
    };
  }

  private static Stream<String> lines(HasMetadata resource) {
    return switch (resource) {
      case ClusterRole _, Role _ -> rules(resource);
      case ClusterRoleBinding binding -> Stream.of(bound(binding, binding.getRoleRef()));
      case RoleBinding binding -> Stream.of(bound(binding, binding.getRoleRef()));
      default -> throw new IllegalArgumentException("not a role: " + resource);
    };
  }

  private static Stream<String> rules(HasMetadata role) {
    return Stream.concat(
        Stream.of(name(role)), rulesOf(role).stream().map(rule -> "  " + words(rule)));
  }

  private static String words(PolicyRule rule) {
    String what =
        rule.getNonResourceURLs().isEmpty()
            ? rule.getResources().stream()
                .map(resource -> group(rule) + resource)
                .collect(Collectors.joining(", "))
            : String.join(", ", rule.getNonResourceURLs());
    String named =
        rule.getResourceNames().isEmpty()
            ? ""
            : " named " + String.join(", ", rule.getResourceNames());
    return what + named + ": " + String.join(" ", rule.getVerbs());
  }

  private static String group(PolicyRule rule) {
    String group = rule.getApiGroups().getFirst();
    return group.isEmpty() ? "" : group + "/";
  }

  private static String bound(HasMetadata binding, RoleRef role) {
    return name(binding) + " -> " + role.getKind() + " " + role.getName();
  }

  private static String name(HasMetadata resource) {
    String namespace = resource.getMetadata().getNamespace();
    return resource.getKind()
        + " "
        + (namespace == null ? "" : namespace + "/")
        + resource.getMetadata().getName();
  }
}
