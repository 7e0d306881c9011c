package dev.pgtether.operator.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which namespaces' pods an audit may know of: those of its own, those of namespaces whose
 * annotation {@code pgtether.dev/visible-to} lists it or {@code *}, and all for the
 * administrators'.
 */
final class Tenancy {

  static final String VISIBLE_TO = "pgtether.dev/visible-to";

  private final Set<String> administrators;
  private final Shelf<Grant> grants;

  /**
   * @param administrators namespaces whose audits see all
   * @param grants by namespace
   */
  Tenancy(Set<String> administrators, Shelf<Grant> grants) {
    this.administrators = Set.copyOf(administrators);
    this.grants = grants;
  }

  /**
   * What a namespace says of itself.
   *
   * @param visibleTo namespaces, or {@code *}
   */
  record Grant(String namespace, Set<String> visibleTo) {
    Grant {
      visibleTo = Set.copyOf(visibleTo);
    }

    static Grant of(Namespace namespace) {
      Map<String, String> annotations = namespace.getMetadata().getAnnotations();
      String list = annotations == null ? null : annotations.get(VISIBLE_TO);
      return new Grant(
          namespace.getMetadata().getName(),
          list == null
              ? Set.of()
              : Arrays.stream(list.split(","))
                  .map(String::strip)
                  .filter(name -> !name.isEmpty())
                  .collect(Collectors.toSet()));
    }
  }

  boolean mayKnow(String auditNamespace, String podNamespace) {
    if (auditNamespace.equals(podNamespace) || administrators.contains(auditNamespace)) {
      return true;
    }
    Grant grant = grants.get(podNamespace);
    return grant != null
        && (grant.visibleTo().contains(auditNamespace) || grant.visibleTo().contains("*"));
  }
}
