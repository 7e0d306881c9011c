package dev.pgtether.testkit.it.cluster.runtime;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.testkit.cluster.Cluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A ConnectionAudit in the cluster, seen as a program that reads JSON sees it. */
public final class AuditOnStage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;
  private final String namespace;
  private final String name;

  private AuditOnStage(Cluster cluster, String namespace, String name) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * @param spec in YAML's flow style
   */
  public static AuditOnStage apply(Cluster cluster, String namespace, String name, String spec) {
    AuditOnStage audit = new AuditOnStage(cluster, namespace, name);
    audit.respecify(spec);
    return audit;
  }

  /** One that is there. */
  public static AuditOnStage of(Cluster cluster, String namespace, String name) {
    return new AuditOnStage(cluster, namespace, name);
  }

  void respecify(String spec) {
    cluster
        .client()
        .resource(
            """
            apiVersion: pgtether.dev/v1alpha1
            kind: ConnectionAudit
            metadata: {name: %s, namespace: %s}
            spec: %s
            """
                .formatted(name, namespace, spec))
        .forceConflicts()
        .serverSideApply();
  }

  public void annotate(String key, String value) {
    cluster
        .kubectl()
        .run(
            "annotate", "-n", namespace, "connectionaudit", name, "--overwrite", key + "=" + value);
  }

  public void delete() {
    resource().delete();
  }

  /** Changes with every write to it. */
  String resourceVersion() {
    return resource().get().getMetadata().getResourceVersion();
  }

  String uid() {
    return resource().get().getMetadata().getUid();
  }

  /** RFC 3339; empty before the first. */
  String lastAudit() {
    return status().path("lastSuccessfulAuditTime").asText();
  }

  /** The Events about it, as {@code kubectl} lists them. */
  public List<JsonNode> events() {
    List<JsonNode> events = new ArrayList<>();
    String uid = uid();
    cluster
        .client()
        .events()
        .v1()
        .events()
        .inNamespace(namespace)
        .list()
        .getItems()
        .forEach(
            event -> {
              if (uid.equals(event.getRegarding().getUid())) {
                events.add(JSON.valueToTree(event));
              }
            });
    return events;
  }

  public JsonNode status() {
    GenericKubernetesResource found = resource().get();
    return JSON.valueToTree(
        found == null
            ? Map.of()
            : found.getAdditionalProperties().getOrDefault("status", Map.of()));
  }

  JsonNode ready() {
    return condition("Ready");
  }

  /** Missing fields are missing nodes. */
  JsonNode condition(String type) {
    for (JsonNode condition : status().path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return JSON.createObjectNode();
  }

  public JsonNode awaitReason(String reason, Duration atMost) {
    return awaitReady(
        "reason " + reason, atMost, ready -> ready.path("reason").asText().equals(reason));
  }

  public JsonNode awaitReady(Duration atMost) {
    return awaitReady("status True", atMost, ready -> ready.path("status").asText().equals("True"));
  }

  private JsonNode awaitReady(String what, Duration atMost, Predicate<JsonNode> holds) {
    return await("Ready of " + name + " has " + what)
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(50))
        .until(this::ready, holds::test);
  }

  private Resource<GenericKubernetesResource> resource() {
    return cluster
        .client()
        .genericKubernetesResources("pgtether.dev/v1alpha1", "ConnectionAudit")
        .inNamespace(namespace)
        .withName(name);
  }
}
