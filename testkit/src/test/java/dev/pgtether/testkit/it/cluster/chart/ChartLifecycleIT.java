package dev.pgtether.testkit.it.cluster.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.chart.HelmChart;
import dev.pgtether.testkit.chart.InstalledChart;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installed, upgraded, uninstalled, in a namespace that allows only what is restricted. */
@NeedsCluster
class ChartLifecycleIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String AUTHORITY = "b25lIGxpbmU=";

  private final Cluster cluster;
  @TempDir Path folder;
  private InstalledChart chart;

  ChartLifecycleIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void install() {
    chart = InstalledChart.install(cluster, HelmChart.ofCheckout());
  }

  @AfterEach
  void uninstall() {
    chart.close();
  }

  @Test
  void both_replicas_pass_the_strictest_pod_security_and_keep_apart() {
    // Then
    List<Pod> pods = await().atMost(SOON).until(this::operators, found -> found.size() == 2);
    assertThat(pods)
        .allSatisfy(
            pod -> {
              assertThat(pod.getSpec().getContainers().getFirst().getSecurityContext())
                  .satisfies(
                      context -> {
                        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
                        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
                      });
              assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            });
    if (cluster.capabilities().contains(ClusterCapability.TWO_NODES)) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(operators())
                      .extracting(pod -> pod.getSpec().getNodeName())
                      .doesNotContainNull()
                      .doesNotHaveDuplicates());
    }
  }

  @Test
  void an_upgrade_leaves_alone_what_the_operator_has_written_into_the_webhook() {
    // Given
    cluster
        .kubectl()
        .run(
            "patch",
            "mutatingwebhookconfiguration",
            "pgtether",
            "--type=strategic",
            "--patch={\"webhooks\":[{\"name\":\"inject.pgtether.dev\",\"clientConfig\":{\"caBundle\":\""
                + AUTHORITY
                + "\"}}]}");

    // When
    chart.upgrade(HelmChart.ofCheckout().withValues("inject.namespaces=\"OptIn\"", "replicas=1"));

    // Then
    assertThat(webhook("{.webhooks[0].clientConfig.caBundle}")).isEqualTo(AUTHORITY);
    assertThat(webhook("{.webhooks[0].namespaceSelector.matchExpressions[1].operator}"))
        .isEqualTo("In");
    assertThat(
            cluster
                .client()
                .apps()
                .deployments()
                .inNamespace(chart.namespace())
                .withName("pgtether")
                .get()
                .getSpec()
                .getReplicas())
        .isEqualTo(1);
  }

  @Test
  void uninstalling_keeps_the_audits_and_an_installation_finds_them_again() throws IOException {
    // Given
    try (TestNamespace shop = TestNamespace.create(cluster, "shop")) {
      Path audit = folder.resolve("audit.yaml");
      Files.writeString(
          audit,
          """
          apiVersion: pgtether.dev/v1alpha1
          kind: ConnectionAudit
          metadata: {name: orders}
          spec:
            database: {host: orders-db.shop.svc, credentialsSecret: {name: orders-audit}}
          """);
      cluster.kubectl().run("apply", "-n", shop.namespace(), "-f", audit.toString());

      // When
      String said = chart.uninstall();

      // Then
      assertThat(said)
          .contains("kept due to the resource policy")
          .contains("connectionaudits.pgtether.dev");
      assertThat(cluster.kubectl().run("get", "ca", "-n", shop.namespace(), "-o", "name"))
          .contains("connectionaudit.pgtether.dev/orders");
      assertThat(left()).isEmpty();

      // When
      chart.upgrade(HelmChart.ofCheckout());

      // Then
      assertThat(cluster.kubectl().run("get", "ca", "-n", shop.namespace(), "-o", "name"))
          .contains("connectionaudit.pgtether.dev/orders");
      cluster.kubectl().run("delete", "ca", "orders", "-n", shop.namespace());
    }
  }

  @Test
  void a_second_installation_elsewhere_is_refused_for_it_would_audit_every_server_twice() {
    // Given
    try (TestNamespace other = TestNamespace.create(cluster, "second")) {

      // When
      var answer =
          cluster
              .helm()
              .command(
                  "install",
                  HelmChart.NAME,
                  HelmChart.ofCheckout().folder().toString(),
                  "--namespace=" + other.namespace())
              .attempt();

      // Then
      assertThat(answer.code()).isNotZero();
      assertThat(answer.output())
          .contains("cannot be imported into the current release")
          .contains(chart.namespace());
    }
  }

  /** Whatever of the release the cluster still has, but for the CRD. */
  private String left() {
    return cluster
        .kubectl()
        .run(
            "get",
            "clusterroles,clusterrolebindings,mutatingwebhookconfigurations,validatingadmissionpolicies,validatingadmissionpolicybindings,roles,rolebindings,deployments,services,networkpolicies,poddisruptionbudgets",
            "--all-namespaces",
            "--selector=app.kubernetes.io/instance=" + HelmChart.NAME,
            "-o",
            "name")
        .replace("No resources found", "")
        .strip();
  }

  private String webhook(String path) {
    return cluster
        .kubectl()
        .run("get", "mutatingwebhookconfiguration", "pgtether", "-o", "jsonpath=" + path);
  }

  private List<Pod> operators() {
    return cluster
        .client()
        .pods()
        .inNamespace(chart.namespace())
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems();
  }
}
