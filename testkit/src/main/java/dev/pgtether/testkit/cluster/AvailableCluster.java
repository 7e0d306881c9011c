package dev.pgtether.testkit.cluster;

import org.opentest4j.TestAbortedException;

/** A cluster for a program that is no test class; those have {@link NeedsCluster}. */
public final class AvailableCluster {
  private AvailableCluster() {}

  /**
   * Opens the same cluster that tests would get.
   *
   * @throws TestAbortedException when there is none that can do all this; it says what it needs
   */
  public static Cluster open(Ability... needed) {
    return switch (ClusterSource.find(System.getenv())) {
      case Offer.Ready(Cluster cluster) -> able(cluster, needed);
      case Offer.None(String reason) -> throw new TestAbortedException(reason);
      case Offer.Failed(RuntimeException why) -> throw why;
    };
  }

  private static Cluster able(Cluster cluster, Ability... needed) {
    for (Ability ability : needed) {
      if (!cluster.abilities().contains(ability)) {
        String lack = "needs " + ability.words() + ", and " + cluster.origin() + " has none";
        cluster.close();
        throw new TestAbortedException(lack);
      }
    }
    return cluster;
  }
}
