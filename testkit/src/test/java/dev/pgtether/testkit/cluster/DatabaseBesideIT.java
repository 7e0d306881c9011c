package dev.pgtether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.postgres.PostgresServerConfig;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PostgreSQL outside the cluster, as most are, behind a name inside it. */
@NeedsCluster({ClusterCapability.TWO_NODES, ClusterCapability.DATABASES, ClusterCapability.IMAGES})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseBesideIT {
  private final Cluster cluster;
  private TestNamespace testNamespace;

  DatabaseBesideIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    testNamespace = TestNamespace.create(cluster, "beside");
  }

  @AfterAll
  void close() {
    testNamespace.close();
  }

  @ParameterizedTest(
      name = "PostgreSQL {0} beside the cluster is reached by a Service''s name from both nodes")
  @ValueSource(ints = {15, 18})
  void is_reached_by_a_services_name_from_both_nodes(int major) {
    // Given
    try (PostgresServer server =
        PostgresServer.ofMajor(major).listeningOn(cluster.machineAddress()).start()) {
      testNamespace.serviceTo("orders-" + major, cluster.machineAddress(), server.port());
      for (String node : new String[] {"node1", "node2"}) {
        String name = "client-" + major + "-" + node;
        Pod pod = testNamespace.runPod(TestPodSpec.named(name).onNode(node));
        // When
        String seen =
            ask(
                name,
                "orders-" + major,
                "select host(inet_client_addr()), current_setting('server_version_num')");
        // Then
        assertThat(seen).startsWith(pod.getStatus().getPodIP() + "|" + major);
      }
    }
  }

  @Test
  void after_a_fail_over_the_same_name_leads_to_the_new_primary() {
    // Given
    String role = "select pg_is_in_recovery(), current_setting('port')";
    PostgresServerConfig recipe = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress());
    try (PostgresServer primary = recipe.start();
        PostgresServer standby = primary.startStandby(recipe)) {
      testNamespace.serviceTo("failing", cluster.machineAddress(), primary.port());
      testNamespace.runPod(TestPodSpec.named("loyal"));
      assertThat(ask("loyal", "failing", role)).isEqualTo("f|" + primary.port());
      assertThat(standby.queryValue("select pg_is_in_recovery()")).isEqualTo("t");
      assertThat(primary.queryValue("select count(*) from pg_stat_replication")).isEqualTo("1");

      // When
      primary.killPostmaster();
      standby.queryValue("select pg_promote()");
      testNamespace.redirectService("failing", cluster.machineAddress(), standby.port());

      // Then
      assertThat(ask("loyal", "failing", role)).isEqualTo("f|" + standby.port());
    }
  }

  /** Until somebody answers: a new name and a new road take a moment. */
  private String ask(String pod, String host, String sql) {
    String target =
        "host=%s user=%s dbname=postgres connect_timeout=2".formatted(host, PostgresServer.USER);
    return await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(
            () -> testNamespace.exec(pod, "psql", "-XAt", target, "-c", sql).strip(),
            answer -> !answer.isEmpty());
  }
}
