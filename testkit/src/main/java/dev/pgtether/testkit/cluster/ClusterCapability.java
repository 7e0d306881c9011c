package dev.pgtether.testkit.cluster;

/** What a test may need of a cluster beyond an API server and one node that runs pods. */
public enum ClusterCapability {
  TWO_NODES("two nodes that take pods"),
  HOST_NETWORK("pods on a node's own network"),
  IMAGES("images put into its nodes without a registry, the testkit's client image among them"),
  DATABASES("databases beside it: an address of this machine that pods reach untranslated"),
  AUDIT_LOG("the API server's audit log"),
  SNAT("a node whose pods leave it under the node's address, at a test's word"),
  FAULTS("cuts, losses and outages, at a test's word");

  private final String description;

  ClusterCapability(String words) {
    this.description = words;
  }

  /** What it is, for the reason of a skip. */
  public String description() {
    return description;
  }
}
