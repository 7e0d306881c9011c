package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.Faults;
import dev.pgtether.testkit.cluster.built.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A Kubernetes to test against. What not every cluster can do throws {@link IllegalStateException}
 * where it can't: a test asks for it with {@link NeedsCluster} and is skipped there.
 */
public interface Cluster extends AutoCloseable {
  /** The image that {@link Ability#IMAGES} promises: a shell, ss, psql, pgbench, getent. */
  String CLIENT_IMAGE = "localhost/client:1";

  /** What {@link JavaClientImage} is called: the same with bash, a Java and the pool program. */
  String JAVA_CLIENT_IMAGE = "localhost/client-java:1";

  /** Where it comes from, for a person. */
  String origin();

  Set<Ability> abilities();

  /** As its administrator. */
  KubernetesClient client();

  Kubectl kubectl();

  Helm helm();

  /** What its programs wrote, where this machine can see it. */
  default Optional<Path> logs() {
    return Optional.empty();
  }

  /**
   * Puts an image into every node.
   *
   * @param archive as {@code docker save} writes it, with the image's name in it
   */
  default void load(Path archive) {
    throw without(Ability.IMAGES);
  }

  /** Where a database on this machine listens for the cluster's pods. */
  default String machineAddress() {
    throw without(Ability.DATABASES);
  }

  default AuditLog auditLog() {
    throw without(Ability.AUDIT_LOG);
  }

  default Faults faults() {
    throw without(Ability.FAULTS);
  }

  /** Its nodes as machines; the API knows them by the same names. */
  default List<Node> nodes() {
    throw without(Ability.FAULTS);
  }

  private IllegalStateException without(Ability ability) {
    return new IllegalStateException(
        "%s has no %s: ask for it with @NeedsCluster(Ability.%s)"
            .formatted(origin(), ability.words(), ability));
  }

  @Override
  void close();
}
