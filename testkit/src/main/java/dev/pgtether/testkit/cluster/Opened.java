package dev.pgtether.testkit.cluster;

import java.nio.file.Path;
import java.util.Optional;

/** The cluster of a test run; looked for once, whatever came of it. */
record Opened(Offer offer) implements AutoCloseable {
  static Opened open() {
    try {
      return new Opened(ClusterSource.find(System.getenv()));
    } catch (RuntimeException why) {
      return new Opened(new Offer.Failed(why));
    }
  }

  Optional<Path> logs() {
    return offer instanceof Offer.Ready ready ? ready.cluster().logs() : Optional.empty();
  }

  @Override
  public void close() {
    if (offer instanceof Offer.Ready ready) {
      ready.cluster().close();
    }
  }
}
