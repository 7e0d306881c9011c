package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.BuiltCluster;
import dev.pgtether.testkit.cluster.built.ClusterDirectories;
import dev.pgtether.testkit.cluster.built.ClusterInstance;
import dev.pgtether.testkit.cluster.built.ClusterOwner;
import dev.pgtether.testkit.cluster.built.ClusterRequirements;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a cluster comes from: the one that a person names, else Docker's, else one built here. */
final class ClusterLocator {
  /** Which of Failsafe's JVMs this is, from 1 on. */
  private static final int FORK = Integer.getInteger("pgtether.fork", 1);

  private ClusterLocator() {}

  static ClusterLookup find(Map<String, String> environment) {
    Optional<Path> named =
        Optional.ofNullable(environment.get("PGTETHER_TEST_KUBECONFIG"))
            .filter(path -> !path.isBlank())
            .map(Path::of);
    if (named.isPresent()) {
      return new ClusterLookup.Found(KubeconfigCluster.of(named.get()));
    }
    if (environment.containsKey("DOCKER_HOST") || Files.exists(Path.of("/var/run/docker.sock"))) {
      return new ClusterLookup.Found(DockerCluster.start());
    }
    return ClusterRequirements.missing()
        .<ClusterLookup>map(
            missing ->
                new ClusterLookup.Unavailable(
                    "needs a Kubernetes: name one in PGTETHER_TEST_KUBECONFIG, or start Docker, or let"
                        + " the testkit build one, which "
                        + missing))
        .orElseGet(() -> new ClusterLookup.Found(bootCluster(environment)));
  }

  private static Cluster bootCluster(Map<String, String> environment) {
    return new BuiltClusterAdapter(
        BuiltCluster.boot(
            directories(environment), ClusterOwner.TESTS, line -> System.err.println(line)));
  }

  /**
   * {@code PGTETHER_CLUSTER_INSTANCE} chooses one of 16 that can stand side by side; each further
   * fork of the tests takes the next one.
   */
  static ClusterDirectories directories(Map<String, String> environment) {
    String number = environment.getOrDefault("PGTETHER_CLUSTER_INSTANCE", "0");
    try {
      return ClusterDirectories.of(
          environment, new ClusterInstance(Integer.parseInt(number) + FORK - 1));
    } catch (IllegalArgumentException e) {
      throw new TestEnvironmentException(
          "PGTETHER_CLUSTER_INSTANCE is %s: it takes a number from 0 to 15".formatted(number), e);
    }
  }
}
