package dev.pgtether.testkit.it.cluster.inject;

import static dev.pgtether.testkit.it.cluster.inject.Asking.INJECTED;
import static dev.pgtether.testkit.it.cluster.inject.Asking.NOTE;
import static dev.pgtether.testkit.it.cluster.inject.Asking.agentOf;
import static dev.pgtether.testkit.it.cluster.inject.Asking.annotation;
import static dev.pgtether.testkit.it.cluster.inject.Asking.unscheduled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an agent costs its pod, and where that is too much. */
@NeedsCluster(ClusterCapability.IMAGES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PriceOfAnAgentIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Cluster cluster;
  private Installation operator;

  PriceOfAnAgentIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void install() {
    operator = Installation.of(cluster);
    operator.awaitInjection();
  }

  @AfterAll
  void uninstall() {
    if (operator != null) {
      operator.close();
    }
  }

  @Test
  void a_quota_counts_the_agent_and_a_pod_that_no_longer_fits_is_refused_by_its_name() {
    try (TestNamespace shop = TestNamespace.create(cluster, "quota")) {
      // Given
      create(
          shop,
          """
          apiVersion: v1
          kind: ResourceQuota
          metadata: {name: team}
          spec: {hard: {requests.cpu: 350m, limits.cpu: 550m, requests.memory: 400Mi, limits.memory: 400Mi}}
          """);
      TestPodSpec fits = Asking.sized(unscheduled(Asking.pod("fits", "sockets")), "100m", "100Mi");

      // When
      Pod pod = shop.createPod(fits);

      // Then
      assertThat(agentOf(pod)).isPresent();
      await()
          .atMost(SOON)
          .until(
              () -> cluster.kubectl().run("describe", "quota", "team", "-n", shop.namespace()),
              text ->
                  text.matches("(?s).*requests.cpu +150m.*")
                      && text.matches("(?s).*requests.memory +164Mi.*"));
      TestPodSpec tooMuch =
          Asking.sized(unscheduled(Asking.pod("too-much", "sockets")), "200m", "100Mi");
      assertThatThrownBy(() -> shop.createPod(tooMuch))
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining("exceeded quota: team")
          .hasMessageContaining("requested: requests.cpu=250m, used: requests.cpu=150m");
    }
  }

  @Test
  void a_limit_range_leaves_an_agent_within_it_alone_and_refuses_the_pod_of_one_outside() {
    try (TestNamespace within = TestNamespace.create(cluster, "range");
        TestNamespace above = TestNamespace.create(cluster, "range")) {
      // Given
      create(within, range("{cpu: 10m, memory: 16Mi}"));
      create(above, range("{cpu: 10m, memory: 128Mi}"));

      // When
      Pod pod = within.createPod(unscheduled(Asking.pod("within", "sockets")));

      // Then
      assertThat(agentOf(pod))
          .hasValueSatisfying(
              agent -> {
                assertThat(agent.getResources().getRequests())
                    .isEqualTo(Map.of("cpu", new Quantity("50m"), "memory", new Quantity("64Mi")));
                assertThat(agent.getResources().getLimits())
                    .isEqualTo(Map.of("cpu", new Quantity("250m"), "memory", new Quantity("64Mi")));
              });
      assertThat(pod.getSpec().getContainers().getFirst().getResources().getRequests())
          .containsEntry("cpu", new Quantity("200m"));
      assertThatThrownBy(() -> above.createPod(unscheduled(Asking.pod("above", "sockets"))))
          .hasMessageContaining("minimum memory usage per Container is 128Mi, but request is 64Mi");
    }
  }

  @Test
  void a_pod_keeps_its_quality_of_service() {
    try (TestNamespace shop = TestNamespace.create(cluster, "quality")) {
      // Given
      TestPodSpec guaranteed = Asking.sized(Asking.pod("guaranteed", "sockets"), "100m", "100Mi");
      TestPodSpec sharing =
          Asking.pod("sharing", "sockets")
              .withEdit(
                  pod ->
                      pod.editSpec()
                          .withNewResources()
                          .addToRequests("memory", new Quantity("48Mi"))
                          .addToLimits("memory", new Quantity("128Mi"))
                          .endResources()
                          .endSpec());

      // When
      Pod first = shop.createPod(unscheduled(guaranteed));
      Pod second = shop.createPod(unscheduled(sharing));

      // Then
      assertThat(agentOf(first)).isPresent();
      assertThat(first.getStatus().getQosClass()).isEqualTo("Guaranteed");
      assertThat(agentOf(second)).isPresent();
    }
  }

  @Test
  void a_restricted_namespace_admits_both_modes_and_is_asked_for_no_more() {
    try (TestNamespace shop = TestNamespace.create(cluster, "restricted")) {
      // Given
      cluster
          .kubectl()
          .run(
              "label",
              "namespace",
              shop.namespace(),
              "pod-security.kubernetes.io/enforce=restricted");

      // When
      Pod sockets = shop.runPod(Asking.restricted(Asking.pod("sockets", "sockets")));
      Pod processes = shop.runPod(Asking.restricted(Asking.pod("processes", "processes")));
      Pod less =
          shop.createPod(
              unscheduled(
                  Asking.restricted(Asking.pod("less", "processes"))
                      .withEdit(
                          pod ->
                              pod.editSpec()
                                  .editSecurityContext()
                                  .withRunAsGroup(null)
                                  .endSecurityContext()
                                  .endSpec())));

      // Then
      assertThat(annotation(sockets, INJECTED)).isEqualTo("sockets");
      assertThat(annotation(processes, INJECTED)).isEqualTo("processes");
      assertThat(annotation(less, INJECTED)).isEqualTo("sockets");
      assertThat(annotation(less, NOTE))
          .isEqualTo(
              "sockets only: not every container says runAsUser and runAsGroup, and namespace %s is not labelled pod-security.kubernetes.io/enforce=privileged"
                  .formatted(shop.namespace()));
    }
  }

  private static String range(String minimum) {
    return """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: team}
        spec:
          limits:
          - type: Container
            min: %s
            max: {cpu: "1", memory: 1Gi}
            default: {cpu: 400m, memory: 256Mi}
            defaultRequest: {cpu: 200m, memory: 256Mi}
        """
        .formatted(minimum);
  }

  private void create(TestNamespace testNamespace, String manifest) {
    cluster.client().resource(manifest).inNamespace(testNamespace.namespace()).create();
  }
}
