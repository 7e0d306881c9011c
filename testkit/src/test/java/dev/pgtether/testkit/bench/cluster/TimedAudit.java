package dev.pgtether.testkit.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.testkit.bench.Contestant;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A ConnectionAudit whose status is watched; it audits when it is asked to. */
final class TimedAudit implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LIMIT_SECONDS = 60;

  /** Between two audits that somebody asks for; see docs/report.md. */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(5_200);

  private final Cluster cluster;
  private final String namespace;
  private final String name;
  private long lastAsked = System.nanoTime() - LEAST_PAUSE.toNanos();
  private int asked;

  TimedAudit(Cluster cluster, String namespace, String name) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * Its manifest.
   *
   * @param host a name in the namespace's Service, or an address
   */
  String yaml(String host, int port) {
    return """
        apiVersion: pgtether.dev/v1alpha1
        kind: ConnectionAudit
        metadata: {name: %s, namespace: %s}
        spec:
          database: {host: "%s", port: %d, credentialsSecret: {name: %s}, tls: {mode: disable}}
          interval: 1h
        """
        .formatted(name, namespace, host, port, Installation.SECRET);
  }

  /** Creates it, and returns when it has been audited well. */
  void create(String host, int port) throws Exception {
    awaitStatus(TimedAudit::isReady, () -> cluster.client().resource(yaml(host, port)).create());
  }

  /**
   * Has {@code count} others audited, each its first time: an operator that has run for an hour,
   * and the agents, have done so as often, and their compilers have seen it.
   */
  static void warmUp(Cluster cluster, String namespace, String host, int port, int count)
      throws Exception {
    for (int i = 0; i < count; i++) {
      try (TimedAudit audit = new TimedAudit(cluster, namespace, "warm-" + i)) {
        audit.create(host, port);
      }
    }
  }

  static boolean isReady(JsonNode status) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  /**
   * Asks for an audit by the annotation. It begins 5 s after the last one that was asked for began:
   * that pause comes before.
   */
  void ask() throws InterruptedException {
    pause();
    annotate();
  }

  /** Waits until the next audit that is asked for begins at once. */
  void pause() throws InterruptedException {
    long left = lastAsked + LEAST_PAUSE.toNanos() - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }

  /** Asks now. */
  void annotate() {
    lastAsked = System.nanoTime();
    asked++;
    resource()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"pgtether.dev/audit-now\":\"%d\"}}}"
                .formatted(asked));
  }

  /**
   * Does something, and returns how many nanoseconds later the status was as it is wanted; it is
   * watched from before.
   */
  double awaitStatus(Predicate<JsonNode> wanted, Contestant.Work doing) throws Exception {
    CompletableFuture<Long> seen = new CompletableFuture<>();
    try (Watch _ =
        cluster
            .client()
            .genericKubernetesResources("pgtether.dev/v1alpha1", "ConnectionAudit")
            .inNamespace(namespace)
            .watch(new StatusWatcher(wanted, seen))) {
      long begin = System.nanoTime();
      doing.run();
      return seen.get(LIMIT_SECONDS, TimeUnit.SECONDS) - begin;
    }
  }

  private final class StatusWatcher implements Watcher<GenericKubernetesResource> {
    private final Predicate<JsonNode> wanted;
    private final CompletableFuture<Long> seen;

    StatusWatcher(Predicate<JsonNode> wanted, CompletableFuture<Long> seen) {
      this.wanted = wanted;
      this.seen = seen;
    }

    @Override
    public void eventReceived(Action action, GenericKubernetesResource resource) {
      long now = System.nanoTime();
      Object status = resource.getAdditionalProperties().getOrDefault("status", Map.of());
      if (resource.getMetadata().getName().equals(name) && wanted.test(JSON.valueToTree(status))) {
        seen.complete(now);
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      seen.completeExceptionally(cause);
    }
  }

  private Resource<GenericKubernetesResource> resource() {
    return cluster
        .client()
        .genericKubernetesResources("pgtether.dev/v1alpha1", "ConnectionAudit")
        .inNamespace(namespace)
        .withName(name);
  }

  @Override
  public void close() {
    resource().delete();
  }
}
