package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.TestEnvironmentException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A cluster that serves, held by this process until it is closed. */
public final class BuiltCluster implements AutoCloseable {
  private final ClusterDirectories clusterDirectories;
  private final ClusterLock lock;
  private final ClusterPrograms clusterPrograms;

  private BuiltCluster(
      ClusterDirectories clusterDirectories, ClusterLock lock, ClusterPrograms clusterPrograms) {
    this.clusterDirectories = clusterDirectories;
    this.lock = lock;
    this.clusterPrograms = clusterPrograms;
  }

  /**
   * Boots it; or takes a person's cluster that is there, mended where parts of it are dead.
   *
   * @param progress gets a line now and then
   * @throws TestEnvironmentException when another process holds it, or when it cannot be booted;
   *     then nothing is left of it but its logs
   */
  public static BuiltCluster boot(
      ClusterDirectories clusterDirectories, ClusterOwner clusterOwner, Consumer<String> progress) {
    ClusterLock lock = ClusterLock.take(clusterDirectories);
    try {
      return new BuiltCluster(
          clusterDirectories,
          lock,
          new ClusterBoot(clusterDirectories, progress).boot(clusterOwner));
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /** Removes it, in whatever state it is; nothing happens when there is none. */
  public static void remove(ClusterDirectories clusterDirectories) {
    try (ClusterLock _ = ClusterLock.take(clusterDirectories)) {
      new ClusterTeardown(clusterDirectories).run();
    }
  }

  public KubernetesClient client() {
    return clusterPrograms.client();
  }

  public ClusterDirectories folders() {
    return clusterDirectories;
  }

  public List<Node> nodes() {
    return clusterPrograms.nodes();
  }

  public NodeImageLoader images() {
    return new NodeImageLoader(clusterPrograms.nodes());
  }

  public FaultInjector faults() {
    return new FaultInjector(clusterPrograms);
  }

  /** The words that start kubectl. */
  public List<String> kubectl() {
    return List.of(clusterPrograms.controlPlane().program().toString(), "kubectl");
  }

  /** The words that start Helm. */
  public List<String> helm() {
    Path helm =
        GoProgramCache.open(clusterDirectories.goPrograms(), line -> {}).path(GoProgram.HELM);
    return List.of(helm.toString());
  }

  public Path apiServerAuditLog() {
    return clusterDirectories.apiServerAuditLog();
  }

  /** Lets the cluster go: one of the tests ends here, a person's lives on. */
  @Override
  public void close() {
    clusterPrograms.client().close();
    try (lock) {
      if (new TeardownLog(clusterDirectories.teardownLog())
          .owner()
          .equals(Optional.of(ClusterOwner.TESTS))) {
        new ClusterTeardown(clusterDirectories).run();
      }
    }
  }
}
