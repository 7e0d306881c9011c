package dev.pgtether.testkit.cluster.built;

/** For whom a cluster was booted, and so who may end it. */
public enum ClusterOwner {
  /** A person, who ends it by hand. */
  PERSON,
  /** One run of tests, whose end is its end. */
  TESTS
}
