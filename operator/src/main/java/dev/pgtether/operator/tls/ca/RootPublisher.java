package dev.pgtether.operator.tls.ca;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Publishes the roots wherever there are agents: at once when they change, and again from time to
 * time.
 */
final class RootPublisher {

  /** Somebody may have changed or deleted what was published: it is written again after this. */
  static final Duration AGAIN_AFTER = Duration.ofMinutes(5);

  private static final Logger LOG = Logger.getLogger(RootPublisher.class);

  private final RootPublication rootPublication;
  private final Map<String, Published> published = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  RootPublisher(RootPublication rootPublication) {
    this.rootPublication = rootPublication;
  }

  /**
   * Publishes to all that have not seen {@code bundle} lately.
   *
   * @return all have it now
   */
  boolean publish(String bundle, Set<String> namespaces, Instant now) {
    published.keySet().retainAll(namespaces);
    failures.keySet().retainAll(namespaces);
    int failed = attempted("", () -> rootPublication.toApiServer(bundle)) ? 0 : 1;
    for (String namespace : namespaces) {
      failed += attempted(namespace, () -> publishTo(namespace, bundle, now)) ? 0 : 1;
    }
    return failed == 0;
  }

  /**
   * Publishes to one namespace.
   *
   * @throws RuntimeException what the API server refused
   */
  void publishTo(String namespace, String bundle, Instant now) {
    Published last = published.get(namespace);
    if (last != null && last.isStill(bundle, now)) {
      return;
    }
    if (rootPublication.toAgentsOf(namespace, bundle)) {
      published.put(namespace, new Published(bundle, now));
    } else {
      published.remove(namespace); // nobody remembers names that anybody can make up
    }
  }

  /** Once a failure is logged, it is silent until it is another or over. */
  private boolean attempted(String namespace, Runnable step) {
    try {
      step.run();
      failures.remove(namespace);
      return true;
    } catch (RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(failures.put(namespace, why))) {
        LOG.warnf(
            "CA not published to %s: %s; tried again within 30 s",
            namespace.isEmpty() ? "the webhook's configuration" : "namespace " + namespace, why);
      }
      return false;
    }
  }

  private record Published(String bundle, Instant at) {
    boolean isStill(String wanted, Instant now) {
      return bundle.equals(wanted) && now.isBefore(at.plus(AGAIN_AFTER));
    }
  }
}
