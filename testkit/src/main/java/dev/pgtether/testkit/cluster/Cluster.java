package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.FaultInjector;
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
  /**
   * The image that {@link ClusterCapability#IMAGES} promises: a shell, ss, psql, pgbench, getent.
   */
  String CLIENT_IMAGE = "localhost/client:1";

  /** What {@link JavaClientImage} is called: the same with bash, a Java and the pool program. */
  String JAVA_CLIENT_IMAGE = "localhost/client-java:1";

  /** Where it comes from, for a person. */
  String origin();

  Set<ClusterCapability> capabilities();

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
    throw unsupported(ClusterCapability.IMAGES);
  }

  /** Where a database on this machine listens for the cluster's pods. */
  default String machineAddress() {
    throw unsupported(ClusterCapability.DATABASES);
  }

  default ApiServerAuditLog apiServerAuditLog() {
    throw unsupported(ClusterCapability.AUDIT_LOG);
  }

  default FaultInjector faults() {
    throw unsupported(ClusterCapability.FAULTS);
  }

  /** Its nodes as machines; the API knows them by the same names. */
  default List<Node> nodes() {
    throw unsupported(ClusterCapability.FAULTS);
  }

  private IllegalStateException unsupported(ClusterCapability clusterCapability) {
    return new IllegalStateException(
        "%s has no %s: ask for it with @NeedsCluster(ClusterCapability.%s)"
            .formatted(origin(), clusterCapability.description(), clusterCapability));
  }

  @Override
  void close();
}
