package dev.pgtether.testkit.cluster;

/** What came of looking for a cluster. */
sealed interface ClusterLookup {
  record Found(Cluster cluster) implements ClusterLookup {}

  /**
   * This machine can have none.
   *
   * @param reason goes on after "this test"
   */
  record Unavailable(String reason) implements ClusterLookup {}

  /** It should have had one. */
  record Failed(RuntimeException cause) implements ClusterLookup {}
}
