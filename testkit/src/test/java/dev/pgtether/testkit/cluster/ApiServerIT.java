package dev.pgtether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The API server's own answers: those that a fake would have to invent. */
@NeedsCluster({ClusterCapability.IMAGES, ClusterCapability.AUDIT_LOG})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiServerIT {
  private final Cluster cluster;
  private TestNamespace testNamespace;

  ApiServerIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    testNamespace = TestNamespace.create(cluster, "api");
  }

  @AfterAll
  void close() {
    testNamespace.close();
  }

  @Test
  void an_eviction_that_a_disruption_budget_forbids_is_answered_with_429() {
    // Given
    testNamespace.runPod(TestPodSpec.named("guarded"));
    cluster
        .client()
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName("guarded")
                .withNamespace(testNamespace.namespace())
                .endMetadata()
                .withNewSpec()
                .withNewMinAvailable(1)
                .withNewSelector()
                .withMatchLabels(Map.of("app", "guarded"))
                .endSelector()
                .endSpec()
                .build())
        .create();
    var budgets =
        cluster.client().policy().v1().podDisruptionBudget().inNamespace(testNamespace.namespace());
    Awaitility.await()
        .until(
            () -> budgets.withName("guarded").get(),
            budget -> budget.getStatus() != null && budget.getStatus().getCurrentHealthy() == 1);

    // When
    boolean evicted =
        cluster.client().pods().inNamespace(testNamespace.namespace()).withName("guarded").evict();

    // Then
    assertThat(evicted).isFalse();
    assertThat(cluster.apiServerAuditLog().events())
        .anySatisfy(
            event -> {
              assertThat(event.namespace()).isEqualTo(testNamespace.namespace());
              assertThat(event.name()).isEqualTo("guarded");
              assertThat(event.subresource()).isEqualTo("eviction");
              assertThat(event.code()).isEqualTo(429);
            });
  }

  @Test
  void a_token_of_a_pod_tells_the_pods_name_and_uid() {
    // Given
    Pod plain = TestPodSpec.named("speaker").build(testNamespace.namespace());
    Pod pod =
        new PodBuilder(plain)
            .editSpec()
            .addNewVolume()
            .withName("token")
            .withNewProjected()
            .addNewSource()
            .withNewServiceAccountToken()
            .withAudience("pgtether")
            .withPath("token")
            .endServiceAccountToken()
            .endSource()
            .endProjected()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("token")
            .withMountPath("/token")
            .endVolumeMount()
            .endContainer()
            .endSpec()
            .build();
    cluster.client().resource(pod).create();
    String uid = testNamespace.awaitReady("speaker").getMetadata().getUid();

    // When
    String token = testNamespace.exec("speaker", "cat", "/token/token");
    TokenReview review =
        cluster
            .client()
            .resource(
                new TokenReviewBuilder()
                    .withNewSpec()
                    .withToken(token)
                    .withAudiences("pgtether")
                    .endSpec()
                    .build())
            .create();

    // Then
    assertThat(review.getStatus().getAuthenticated()).isTrue();
    assertThat(review.getStatus().getUser().getExtra())
        .containsEntry("authentication.kubernetes.io/pod-name", List.of("speaker"))
        .containsEntry("authentication.kubernetes.io/pod-uid", List.of(uid));
  }

  @Test
  void what_was_done_stands_in_the_audit_log_with_who_did_it() {
    // Given
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("short-lived")
            .withNamespace(testNamespace.namespace())
            .endMetadata()
            .build();
    cluster.client().resource(map).create();

    // When
    cluster.client().resource(map).delete();

    // Then
    assertThat(cluster.apiServerAuditLog().events())
        .filteredOn(event -> event.name().equals("short-lived") && event.verb().equals("delete"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.user()).isEqualTo("admin");
              assertThat(event.userAgent()).contains("fabric8");
              assertThat(event.namespace()).isEqualTo(testNamespace.namespace());
              assertThat(event.code()).isEqualTo(200);
            });
  }
}
