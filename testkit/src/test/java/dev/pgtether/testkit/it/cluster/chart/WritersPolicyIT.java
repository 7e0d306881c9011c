package dev.pgtether.testkit.it.cluster.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.chart.HelmChart;
import dev.pgtether.testkit.chart.InstalledChart;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.process.BoundedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody who may write audits and read one Secret, {@code mine}, in a real cluster with the
 * chart's policy.
 */
@NeedsCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritersPolicyIT {
  private static final Duration TAKES_EFFECT = Duration.ofSeconds(30);

  private final Cluster cluster;
  private InstalledChart chart;
  private TestNamespace shop;
  private String writer;
  private Path folder;

  WritersPolicyIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void install(@TempDir Path given) throws IOException {
    folder = given;
    chart = InstalledChart.install(cluster, HelmChart.ofCheckout().withValues("replicas=0"));
    shop = TestNamespace.create(cluster, "shop");
    writer = "system:serviceaccount:" + shop.namespace() + ":default";
    apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: reader}
        rules:
        - {apiGroups: [""], resources: [secrets], resourceNames: [mine], verbs: [get]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: reader}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
        subjects: [{kind: ServiceAccount, name: default}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: writer}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pgtether-edit}
        subjects: [{kind: ServiceAccount, name: default}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: viewer}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pgtether-view}
        subjects: [{kind: ServiceAccount, name: default}]
        """);
    // a policy takes effect some time after it was written, and so does a role
    Path probe = folder.resolve("probe.yaml");
    Files.writeString(probe, audit("probe", "credentialsSecret: {name: theirs}"));
    await()
        .atMost(TAKES_EFFECT)
        .until(
            () -> asWriter("create", "--dry-run=server", "-f", probe.toString()).attempt().output(),
            said -> said.contains("denied"));
  }

  @AfterAll
  void uninstall() {
    if (shop != null) {
      cluster.kubectl().command("delete", "ca", "--all", "-n", shop.namespace()).attempt();
      shop.close();
    }
    chart.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "theirs    | spec.database.credentialsSecret         | credentialsSecret: {name: theirs}",
        "orders-ca | spec.database.tls.caSecret              | credentialsSecret: {name: mine}, tls: {caSecret: {name: orders-ca}}",
        "his-cert  | spec.database.tls.clientCertificateSecret | credentialsSecret: {name: mine}, tls: {clientCertificateSecret: {name: his-cert}}"
      })
  void a_secret_that_the_writer_may_not_read_is_refused_with_what_to_do(
      String secret, String field, String database) throws IOException {
    // When
    String answer = attempt("refused", database);

    // Then
    assertThat(answer)
        .contains(
            "%s may not get the Secret %s, which %s of ConnectionAudit refused in namespace %s names."
                .formatted(writer, secret, field, shop.namespace()))
        .contains("ask for that right");
  }

  @Test
  void a_poolers_secret_counts_as_well() throws IOException {
    // When
    String answer =
        attempt(
            "pooled",
            "credentialsSecret: {name: mine}",
            "poolers: [{kind: PgBouncer, podSelector: {matchLabels: {app: pooler}}, credentialsSecret: {name: stats}}]");

    // Then
    assertThat(answer).contains("may not get the Secret stats, which spec.poolers of");
  }

  @ParameterizedTest
  @CsvSource({"Evict, create pods/eviction", "Restart, patch deployments and statefulsets"})
  void a_hook_may_not_do_what_its_writer_may_not(String action, String right) throws IOException {
    // When
    String answer =
        attempt(
            "hooked",
            "credentialsSecret: {name: mine}",
            "hooks: [{name: leakers, finding: IdleConnections, steps: [{action: Flag}, {action: %s}]}]"
                .formatted(action));

    // Then
    assertThat(answer).contains("denied request: " + writer + " may not").contains(right);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "credentialsSecret: {name: mine}",
        "credentialsSecret: {name: mine}, tls: {caSecret: {name: mine}}"
      })
  void a_secret_that_the_writer_may_read_is_taken(String database) throws IOException {
    assertThat(attempt("own", database)).containsAnyOf("created", "configured");
  }

  @Test
  void a_foreign_audit_may_be_labelled_but_not_pointed_elsewhere() throws IOException {
    // Given an audit whose Secret the writer may not read
    apply(audit("foreign", "credentialsSecret: {name: theirs}", "interval: 30s"));

    // When
    BoundedCommand.Result labelled =
        asWriter("label", "ca", "foreign", "team=dba", "--overwrite").attempt();
    BoundedCommand.Result pointed =
        asWriter(
                "patch",
                "ca",
                "foreign",
                "--type=merge",
                "--patch={\"spec\":{\"database\":{\"host\":\"elsewhere.example\"}}}")
            .attempt();

    // Then
    assertThat(labelled.output()).contains("labeled");
    assertThat(pointed.output()).contains("may not get the Secret theirs");
  }

  @Test
  void the_policy_is_understood_by_the_api_server() {
    // When the controller manager has looked at it
    await().atMost(TAKES_EFFECT).until(() -> status().contains("typeChecking"));

    // Then
    assertThat(status()).doesNotContain("expressionWarnings");
  }

  private String status() {
    return cluster
        .kubectl()
        .run("get", "validatingadmissionpolicy", "pgtether-writers", "-o", "jsonpath={.status}");
  }

  private String attempt(String name, String database, String... spec) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, audit(name, database, spec));
    return asWriter("apply", "-f", file.toString()).attempt().output();
  }

  private String audit(String name, String database, String... spec) {
    return """
        apiVersion: pgtether.dev/v1alpha1
        kind: ConnectionAudit
        metadata: {name: %s}
        spec:
          database: {host: orders-db.shop.svc, %s}
          %s
        """
        .formatted(name, database, String.join("\n  ", spec));
  }

  private void apply(String yaml) throws IOException {
    Path file = folder.resolve("as-administrator.yaml");
    Files.writeString(file, yaml);
    cluster.kubectl().run("apply", "-n", shop.namespace(), "-f", file.toString());
  }

  private BoundedCommand asWriter(String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "--as=" + writer;
    all[1] = "--namespace=" + shop.namespace();
    System.arraycopy(words, 0, all, 2, words.length);
    return cluster.kubectl().command(all);
  }
}
