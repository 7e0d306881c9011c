package dev.pgtether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who is asked before something is written. */
@NeedsCluster({ClusterCapability.DATABASES})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {
  private static final Duration TAKES_EFFECT = Duration.ofSeconds(30);

  private final Cluster cluster;
  private TestNamespace testNamespace;

  AdmissionIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    testNamespace = TestNamespace.create(cluster, "admission");
  }

  @AfterAll
  void close() {
    testNamespace.close();
  }

  @Test
  void a_webhook_on_this_machine_is_asked_and_its_no_is_final() throws Exception {
    // Given
    try (RefusingWebhook webhook =
        RefusingWebhook.on(cluster.machineAddress(), "not on my watch")) {
      apply(
          """
          apiVersion: admissionregistration.k8s.io/v1
          kind: ValidatingWebhookConfiguration
          metadata: {name: %1$s}
          webhooks:
          - name: refuse.pgtether.dev
            admissionReviewVersions: [v1]
            sideEffects: None
            timeoutSeconds: 5
            clientConfig: {url: "%2$s", caBundle: %3$s}
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
            objectSelector: {matchLabels: {webhook: refuse}}
            rules:
            - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
          """
              .formatted(testNamespace.namespace(), webhook.url(), webhook.authority()));
      try {
        // When
        Optional<String> refusal = awaitRefusal(map("refused", Map.of("webhook", "refuse")));

        // Then
        assertThat(refusal).hasValueSatisfying(why -> assertThat(why).contains("not on my watch"));
        assertThat(webhook.asked()).isPositive();
        assertThat(refusal(map("other", Map.of()))).isEmpty();
      } finally {
        cluster
            .client()
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName(testNamespace.namespace())
            .delete();
      }
    }
  }

  @Test
  void an_admission_policy_asks_whether_the_writer_may_read_the_secret_that_he_names() {
    // Given
    apply(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: %1$s}
        spec:
          failurePolicy: Fail
          matchConstraints:
            resourceRules:
            - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
          matchConditions:
          - {name: names-a-secret, expression: "has(object.data) && 'secret' in object.data"}
          validations:
          - expression: >-
              authorizer.group('').resource('secrets').namespace(object.metadata.namespace)
              .name(object.data.secret).check('get').allowed()
            messageExpression: "request.userInfo.username + ' may not read ' + object.data.secret"
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: %1$s}
        spec:
          policyName: %1$s
          validationActions: [Deny]
          matchResources:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: writer, namespace: %1$s}
        rules:
        - {apiGroups: [""], resources: [configmaps], verbs: [create]}
        - {apiGroups: [""], resources: [secrets], resourceNames: [mine], verbs: [get]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: writer, namespace: %1$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: writer}
        subjects: [{kind: ServiceAccount, name: default, namespace: %1$s}]
        """
            .formatted(testNamespace.namespace()));
    try {
      // When
      Optional<String> refusal = awaitRefusal(naming("theirs"));

      // Then
      assertThat(refusal)
          .hasValueSatisfying(
              why ->
                  assertThat(why)
                      .contains(
                          "system:serviceaccount:"
                              + testNamespace.namespace()
                              + ":default may not read theirs"));
      assertThat(refusal(naming("mine"))).isEmpty();
    } finally {
      var policies = cluster.client().admissionRegistration().v1();
      policies.validatingAdmissionPolicyBindings().withName(testNamespace.namespace()).delete();
      policies.validatingAdmissionPolicies().withName(testNamespace.namespace()).delete();
    }
  }

  private void apply(String yaml) {
    cluster
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .serverSideApply();
  }

  private ConfigMap map(String name, Map<String, String> labels) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withGenerateName(name + "-")
        .withNamespace(testNamespace.namespace())
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  private ConfigMap naming(String secret) {
    return new ConfigMapBuilder(map(secret, Map.of())).addToData("secret", secret).build();
  }

  /** A new rule takes effect some time after it was written. */
  private Optional<String> awaitRefusal(ConfigMap map) {
    return await().atMost(TAKES_EFFECT).until(() -> refusal(map), Optional::isPresent);
  }

  /** Written by the namespace's account where the map names a secret, else by the administrator. */
  private Optional<String> refusal(ConfigMap map) {
    boolean namesSecret = !map.getData().isEmpty();
    try (KubernetesClient account =
        Impersonation.of(cluster, testNamespace.namespace(), "default")) {
      (namesSecret ? account : cluster.client()).resource(map).create();
      return Optional.empty();
    } catch (KubernetesClientException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }
}
