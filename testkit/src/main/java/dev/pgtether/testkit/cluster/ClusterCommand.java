package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.BuiltCluster;
import dev.pgtether.testkit.cluster.built.ClusterDirectories;
import dev.pgtether.testkit.cluster.built.ClusterOwner;
import dev.pgtether.testkit.cluster.built.ClusterRequirements;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code make cluster} and {@code make cluster-down}. */
public final class ClusterCommand {
  private static final int USAGE = 64;
  private static final int UNAVAILABLE = 69;

  private ClusterCommand() {}

  /**
   * {@code up} or {@code down}; exits with 0, 1 when it failed, 69 where the machine cannot, else
   * 64.
   */
  public static void main(String[] arguments) {
    String verb = arguments.length == 1 ? arguments[0] : "";
    System.exit(
        switch (verb) {
          case "up" -> attempt(ClusterCommand::up);
          case "down" -> attempt(ClusterCommand::down);
          default -> {
            System.err.println("usage: up | down");
            yield USAGE;
          }
        });
  }

  private static int attempt(Runnable verb) {
    Optional<String> missing = ClusterRequirements.missing();
    if (missing.isPresent()) {
      System.err.println("The cluster " + missing.get() + ".");
      return UNAVAILABLE;
    }
    try {
      verb.run();
      return 0;
    } catch (TestEnvironmentException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static void up() {
    long begin = System.nanoTime();
    ClusterDirectories clusterDirectories = ClusterLocator.directories(System.getenv());
    try (BuiltCluster cluster =
        BuiltCluster.boot(
            clusterDirectories, ClusterOwner.PERSON, line -> System.err.println(line))) {
      // build/cluster starts this in the checkout
      for (ProductImage image : ProductImage.listBuilt(Path.of(""))) {
        cluster.images().load(image.archive());
        System.err.println("Loaded " + image.reference());
      }
      System.err.printf(
          "Two nodes are ready after %d s. Logs: %s%n",
          Duration.ofNanos(System.nanoTime() - begin).toSeconds(), cluster.folders().logs());
    }
    System.out.println("export KUBECONFIG=" + clusterDirectories.kubeconfig());
  }

  private static void down() {
    BuiltCluster.remove(ClusterLocator.directories(System.getenv()));
  }
}
