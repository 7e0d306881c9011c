package dev.pgtether.testkit.cluster;

import java.nio.file.Path;
import java.util.Optional;

/** The cluster of a test run; looked for once, whatever came of it. */
record SharedCluster(ClusterLookup lookup) implements AutoCloseable {
  static SharedCluster open() {
    try {
      return new SharedCluster(ClusterLocator.find(System.getenv()));
    } catch (RuntimeException why) {
      return new SharedCluster(new ClusterLookup.Failed(why));
    }
  }

  Optional<Path> logs() {
    return lookup instanceof ClusterLookup.Found found ? found.cluster().logs() : Optional.empty();
  }

  @Override
  public void close() {
    if (lookup instanceof ClusterLookup.Found found) {
      found.cluster().close();
    }
  }
}
