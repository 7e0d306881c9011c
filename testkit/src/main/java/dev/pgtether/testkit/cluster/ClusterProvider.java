package dev.pgtether.testkit.cluster;

import org.opentest4j.TestAbortedException;

/** A cluster for a program that is no test class; those have {@link NeedsCluster}. */
public final class ClusterProvider {
  private ClusterProvider() {}

  /**
   * Opens the same cluster that tests would get.
   *
   * @throws TestAbortedException when there is none that can do all this; it says what it needs
   */
  public static Cluster open(ClusterCapability... needed) {
    return switch (ClusterLocator.find(System.getenv())) {
      case ClusterLookup.Found(Cluster cluster) -> requireCapabilities(cluster, needed);
      case ClusterLookup.Unavailable(String reason) -> throw new TestAbortedException(reason);
      case ClusterLookup.Failed(RuntimeException why) -> throw why;
    };
  }

  private static Cluster requireCapabilities(Cluster cluster, ClusterCapability... needed) {
    for (ClusterCapability clusterCapability : needed) {
      if (!cluster.capabilities().contains(clusterCapability)) {
        String lack =
            "needs " + clusterCapability.description() + ", and " + cluster.origin() + " has none";
        cluster.close();
        throw new TestAbortedException(lack);
      }
    }
    return cluster;
  }
}
