package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.BuiltCluster;
import dev.pgtether.testkit.cluster.built.ClusterException;
import dev.pgtether.testkit.cluster.built.Folders;
import dev.pgtether.testkit.cluster.built.Purpose;
import dev.pgtether.testkit.cluster.built.Requirements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code make cluster} and {@code make cluster-down}. */
public final class Main {
  private static final int USAGE = 64;
  private static final int UNAVAILABLE = 69;

  private Main() {}

  /**
   * {@code up} or {@code down}; exits with 0, 1 when it failed, 69 where the machine cannot, else
   * 64.
   */
  public static void main(String[] arguments) {
    String verb = arguments.length == 1 ? arguments[0] : "";
    System.exit(
        switch (verb) {
          case "up" -> attempt(Main::up);
          case "down" -> attempt(Main::down);
          default -> {
            System.err.println("usage: up | down");
            yield USAGE;
          }
        });
  }

  private static int attempt(Runnable verb) {
    Optional<String> missing = Requirements.missing();
    if (missing.isPresent()) {
      System.err.println("The cluster " + missing.get() + ".");
      return UNAVAILABLE;
    }
    try {
      verb.run();
      return 0;
    } catch (ClusterException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static void up() {
    long begin = System.nanoTime();
    Folders folders = ClusterSource.folders(System.getenv());
    try (BuiltCluster cluster =
        BuiltCluster.boot(folders, Purpose.PERSON, line -> System.err.println(line))) {
      // build/cluster starts this in the checkout
      for (ProductImage image : ProductImage.in(Path.of(""))) {
        cluster.images().load(image.archive());
        System.err.println("Loaded " + image.reference());
      }
      System.err.printf(
          "Two nodes are ready after %d s. Logs: %s%n",
          Duration.ofNanos(System.nanoTime() - begin).toSeconds(), cluster.folders().logs());
    }
    System.out.println("export KUBECONFIG=" + folders.kubeconfig());
  }

  private static void down() {
    BuiltCluster.remove(ClusterSource.folders(System.getenv()));
  }
}
