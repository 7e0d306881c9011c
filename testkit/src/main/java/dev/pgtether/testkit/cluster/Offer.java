package dev.pgtether.testkit.cluster;

/** What came of looking for a cluster. */
sealed interface Offer {
  record Ready(Cluster cluster) implements Offer {}

  /**
   * This machine can have none.
   *
   * @param reason goes on after "this test"
   */
  record None(String reason) implements Offer {}

  /** It should have had one. */
  record Failed(RuntimeException why) implements Offer {}
}
