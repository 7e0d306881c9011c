package dev.pgtether.testkit.it.cluster.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.chart.HelmChart;
import dev.pgtether.testkit.chart.InstalledChart;
import dev.pgtether.testkit.cluster.ApiServerAuditLog;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.operator.OperatorProcess;
import dev.pgtether.testkit.operator.OperatorProcessConfig;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator under the chart's own rights: it gets along with them, and they are no more. */
@NeedsCluster({ClusterCapability.AUDIT_LOG, ClusterCapability.DATABASES})
class ShippedRightsIT {
  private static final Duration FIRST_STATUS = Duration.ofSeconds(40);

  /** What a short life without agents or people does not come to. */
  private static final Set<String> RARE =
      Set.of(
          // an audit that names a CA
          "get configmaps",
          // agents and people that speak
          "create tokenreviews",
          "create subjectaccessreviews",
          // agents to publish the CA for, a CA that is made and rotated
          "create configmaps",
          "patch configmaps",
          "create secrets",
          "update secrets",
          "get mutatingwebhookconfigurations",
          "update mutatingwebhookconfigurations",
          // something that changes between two audits, and then goes on
          "create events",
          "patch events");

  private final Cluster cluster;
  @TempDir Path folder;

  ShippedRightsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void an_operator_that_audits_is_refused_nothing_and_uses_all_that_it_has() throws IOException {
    // Given
    try (PostgresServer server =
            PostgresServer.ofMajor(16)
                .listeningOn(cluster.machineAddress())
                .requiringPasswords()
                .start();
        InstalledChart chart =
            InstalledChart.install(cluster, HelmChart.ofCheckout().withValues("replicas=0"));
        TestNamespace shop = TestNamespace.create(cluster, "shop");
        OperatorProcess operator =
            OperatorProcessConfig.withKubeconfig(chart.kubeconfig(), chart.namespace()).start()) {

      // When
      audit(shop, server);
      await()
          .atMost(FIRST_STATUS)
          .untilAsserted(
              () ->
                  assertThat(
                          shop(
                              shop,
                              "get",
                              "ca",
                              "orders",
                              "-o",
                              "jsonpath={.status.lastSuccessfulAuditTime}{.status.conditions}"))
                      .as(operator.log())
                      .startsWith("20"));

      // Then
      List<ApiServerAuditLog.Event> asked =
          cluster.apiServerAuditLog().events().stream()
              .filter(event -> event.user().equals(chart.userName()))
              .toList();
      assertThat(asked).as(operator.log()).noneMatch(event -> event.code() == 403);
      Set<String> unused = granted();
      unused.removeAll(asked.stream().map(ShippedRightsIT::right).collect(Collectors.toSet()));
      unused.removeAll(RARE);
      assertThat(unused).isEmpty();
      shop(shop, "delete", "ca", "orders");
    }
  }

  private void audit(TestNamespace shop, PostgresServer server) throws IOException {
    shop(
        shop,
        "create",
        "secret",
        "generic",
        "orders-audit",
        "--type=kubernetes.io/basic-auth",
        "--from-literal=username=" + PostgresServer.USER,
        "--from-literal=password=" + PostgresServer.PASSWORD);
    Path file = folder.resolve("audit.yaml");
    Files.writeString(
        file,
        """
        apiVersion: pgtether.dev/v1alpha1
        kind: ConnectionAudit
        metadata: {name: orders}
        spec:
          database:
            host: %s
            port: %d
            credentialsSecret: {name: orders-audit}
            tls: {mode: disable}
        """
            .formatted(cluster.machineAddress(), server.port()));
    shop(shop, "apply", "-f", file.toString());
  }

  private String shop(TestNamespace shop, String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "--namespace=" + shop.namespace();
    System.arraycopy(words, 0, all, 1, words.length);
    return cluster.kubectl().run(all);
  }

  private static String right(ApiServerAuditLog.Event event) {
    return event.verb()
        + " "
        + event.resource()
        + (event.subresource().isEmpty() ? "" : "/" + event.subresource());
  }

  /** As verb and resource; whose group and name the golden file of rights compares. */
  private Set<String> granted() {
    return Rights.resourcesOf(
        RenderedChart.of(cluster, HelmChart.ofCheckout(), "default", "templates/rbac.yaml"));
  }
}
