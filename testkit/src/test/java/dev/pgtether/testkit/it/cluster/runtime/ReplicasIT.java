package dev.pgtether.testkit.it.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.operator.OperatorProcess;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas: one audits, both are ready, and the other follows when the first goes. */
@NeedsCluster(ClusterCapability.DATABASES)
class ReplicasIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** The Lease's duration, a try, and an audit. */
  private static final Duration AFTER_A_CRASH = Duration.ofSeconds(60);

  private static final String OURS =
      "select count(*) from pg_stat_activity where application_name = 'pgtether'";

  private final Cluster cluster;
  private Stage stage;
  private PostgresServer server;
  private OperatorProcess first;
  private OperatorProcess second;
  private AuditOnStage audit;

  ReplicasIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    stage = Stage.open(cluster, "replicas");
    server =
        PostgresServer.ofMajor(17)
            .listeningOn(cluster.machineAddress())
            .requiringPasswords()
            .start();
    stage.credentials("login", PostgresServer.USER, PostgresServer.PASSWORD);
    first = stage.operator().withPodName("first").start();
    await().atMost(SOON).until(() -> holder().startsWith("first/"));
    second = stage.operator().withPodName("second").start();
    audit =
        stage.audit(
            "orders", AuditSpec.of(cluster.machineAddress(), server.port(), "login").yaml());
    audit.awaitReady(SOON);
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    server.close();
    stage.close();
  }

  @Test
  void a_replica_that_does_not_lead_is_ready_and_does_not_audit() {
    // Then
    assertThat(second.isReady()).isTrue();
    assertThat(server.queryValue(OURS)).isEqualTo("1");
    assertThat(second.metrics()).contains("pgtether_leader 0.0");
    assertThat(first.metrics()).contains("pgtether_leader 1.0");
  }

  @Test
  void when_the_leader_is_killed_the_other_audits_and_repeats_no_event() {
    // Given
    int transitions = lease().getSpec().getLeaseTransitions();
    List<String> events = await().atMost(SOON).until(this::events, written -> !written.isEmpty());

    // When
    first.kill();

    // Then
    await()
        .atMost(AFTER_A_CRASH)
        .until(() -> server.queryValue(OURS).equals("1") && leads("second"));
    assertThat(lease().getSpec().getLeaseTransitions()).isGreaterThan(transitions);
    audit.annotate("pgtether.dev/audit-now", "1");
    audit.awaitReady(SOON);
    assertThat(events()).isEqualTo(events);
  }

  @Test
  void a_leader_that_is_stopped_hands_over_at_once() {
    // When
    long begin = System.nanoTime();
    first.stop();

    // Then
    await().atMost(Duration.ofSeconds(6)).until(() -> leads("second"));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void a_leader_that_was_frozen_does_not_lead_when_it_thaws() throws InterruptedException {
    // Given
    first.pause();
    await().atMost(AFTER_A_CRASH).until(() -> leads("second"));

    // When
    first.resume();
    Thread.sleep(3_000);

    // Then
    assertThat(leads("second")).isTrue();
    assertThat(first.isAlive()).isTrue();
    await().atMost(SOON).until(() -> first.metrics().contains("pgtether_leader 0.0"));
    await().atMost(SOON).until(() -> server.queryValue(OURS).equals("1"));
  }

  private boolean leads(String replica) {
    return holder().startsWith(replica + "/");
  }

  private String holder() {
    Lease lease = lease();
    return lease == null || lease.getSpec().getHolderIdentity() == null
        ? ""
        : lease.getSpec().getHolderIdentity();
  }

  private Lease lease() {
    return cluster
        .client()
        .leases()
        .inNamespace(stage.namespace())
        .withName("pgtether-leader")
        .get();
  }

  private List<String> events() {
    return audit.events().stream().map(ReplicasIT::text).sorted().toList();
  }

  private static String text(JsonNode event) {
    return event.path("metadata").path("name").asText() + " " + event.path("series");
  }
}
