package dev.pgtether.operator.cluster.pods;

import dev.pgtether.operator.cluster.watch.ResourceStore;
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
public final class NamespaceVisibility {

  static final String VISIBLE_TO = "pgtether.dev/visible-to";

  private final Set<String> administrators;
  private final ResourceStore<VisibilityGrant> grants;

  /**
   * @param administrators namespaces whose audits see all
   * @param grants by namespace
   */
  public NamespaceVisibility(Set<String> administrators, ResourceStore<VisibilityGrant> grants) {
    this.administrators = Set.copyOf(administrators);
    this.grants = grants;
  }

  /**
   * What a namespace says of itself.
   *
   * @param visibleTo namespaces, or {@code *}
   */
  public record VisibilityGrant(String namespace, Set<String> visibleTo) {
    public VisibilityGrant {
      visibleTo = Set.copyOf(visibleTo);
    }

    public static VisibilityGrant of(Namespace namespace) {
      Map<String, String> annotations = namespace.getMetadata().getAnnotations();
      String list = annotations == null ? null : annotations.get(VISIBLE_TO);
      return new VisibilityGrant(
          namespace.getMetadata().getName(),
          list == null
              ? Set.of()
              : Arrays.stream(list.split(","))
                  .map(String::strip)
                  .filter(name -> !name.isEmpty())
                  .collect(Collectors.toSet()));
    }
  }

  public boolean canSee(String auditNamespace, String podNamespace) {
    if (auditNamespace.equals(podNamespace) || administrators.contains(auditNamespace)) {
      return true;
    }
    VisibilityGrant visibilityGrant = grants.get(podNamespace);
    return visibilityGrant != null
        && (visibilityGrant.visibleTo().contains(auditNamespace)
            || visibilityGrant.visibleTo().contains("*"));
  }
}
