package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.BuiltCluster;
import dev.pgtether.testkit.cluster.built.ClusterException;
import dev.pgtether.testkit.cluster.built.Folders;
import dev.pgtether.testkit.cluster.built.Instance;
import dev.pgtether.testkit.cluster.built.Purpose;
import dev.pgtether.testkit.cluster.built.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a cluster comes from: the one that a person names, else Docker's, else one built here. */
final class ClusterSource {
  /** Which of Failsafe's JVMs this is, from 1 on. */
  private static final int FORK = Integer.getInteger("pgtether.fork", 1);

  private ClusterSource() {}

  static Offer find(Map<String, String> environment) {
    Optional<Path> named =
        Optional.ofNullable(environment.get("PGTETHER_TEST_KUBECONFIG"))
            .filter(path -> !path.isBlank())
            .map(Path::of);
    if (named.isPresent()) {
      return new Offer.Ready(NamedCluster.of(named.get()));
    }
    if (environment.containsKey("DOCKER_HOST") || Files.exists(Path.of("/var/run/docker.sock"))) {
      return new Offer.Ready(DockerCluster.start());
    }
    return Requirements.missing()
        .<Offer>map(
            missing ->
                new Offer.None(
                    "needs a Kubernetes: name one in PGTETHER_TEST_KUBECONFIG, or start Docker, or let"
                        + " the testkit build one, which "
                        + missing))
        .orElseGet(() -> new Offer.Ready(built(environment)));
  }

  private static Cluster built(Map<String, String> environment) {
    return new ClusterBuiltHere(
        BuiltCluster.boot(folders(environment), Purpose.TESTS, line -> System.err.println(line)));
  }

  /**
   * {@code PGTETHER_CLUSTER_INSTANCE} chooses one of 16 that can stand side by side; each further
   * fork of the tests takes the next one.
   */
  static Folders folders(Map<String, String> environment) {
    String number = environment.getOrDefault("PGTETHER_CLUSTER_INSTANCE", "0");
    try {
      return Folders.of(environment, new Instance(Integer.parseInt(number) + FORK - 1));
    } catch (IllegalArgumentException e) {
      throw new ClusterException(
          "PGTETHER_CLUSTER_INSTANCE is %s: it takes a number from 0 to 15".formatted(number), e);
    }
  }
}
