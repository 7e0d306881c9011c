package dev.pgtether.testkit.it.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From an applied resource to its status, and what happens to both. */
@NeedsCluster(ClusterCapability.DATABASES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AN_INTERVAL = Duration.ofSeconds(13);

  private final Cluster cluster;
  private Scene scene;
  private PostgresServer server;

  AuditIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    scene = Scene.open(cluster, "audit", PostgresServer.ofMajor(18).requiringPasswords());
    server = scene.server();
  }

  @AfterAll
  void close() {
    scene.close();
  }

  private AuditSpec spec() {
    return scene.spec();
  }

  /** Of the operator's sessions. */
  private String ours(String aggregate) {
    return server.queryValue(
        "select " + aggregate + " from pg_stat_activity where application_name = 'pgtether'");
  }

  @Test
  void an_applied_audit_is_ready_within_seconds() {
    // When
    AuditOnStage audit = scene.stage().audit("orders", spec().yaml());

    // Then
    JsonNode ready = audit.awaitReady(SOON);
    assertThat(ready.path("reason").asText()).isEqualTo("Audited");
    assertThat(audit.status().path("server").path("version").asText()).startsWith("18");
    audit.delete();
  }

  @Test
  void one_connection_is_kept_and_closed_when_the_audit_rests_or_goes() {
    // Given
    AuditOnStage audit = scene.stage().audit("kept", spec().yaml());
    audit.awaitReady(SOON);
    String session = ours("string_agg(pid::text, ',')");
    String lastRead = ours("max(query_start)");
    audit.annotate("pgtether.dev/audit-now", "1");
    await().atMost(AN_INTERVAL).until(() -> !ours("max(query_start)").equals(lastRead));
    assertThat(ours("string_agg(pid::text, ',')")).isEqualTo(session);

    // When
    audit.respecify(spec().yaml(", suspend: true"));

    // Then
    audit.awaitReason("Suspended", SOON);
    await().atMost(SOON).until(() -> ours("count(*)").equals("0"));
    audit.respecify(spec().yaml());
    audit.awaitReady(SOON);
    assertThat(ours("count(*)")).isEqualTo("1");

    // When
    audit.delete();

    // Then
    await().atMost(SOON).until(() -> ours("count(*)").equals("0"));
  }

  @Test
  void the_annotation_starts_an_audit_long_before_the_interval() {
    // Given
    AuditOnStage audit =
        scene.stage().audit("at-once", spec().yaml().replace("interval: 10s", "interval: 1h"));
    audit.awaitReady(SOON);
    server.query("create role newcomer login password 'secret'");
    int before = audit.status().path("summary").path("backends").asInt();
    try (Sessions _ =
        Sessions.open(1, cluster.machineAddress(), server.port(), "newcomer", "secret")) {
      // When
      audit.annotate("pgtether.dev/audit-now", Long.toString(System.nanoTime()));

      // Then
      await()
          .atMost(SOON)
          .until(() -> audit.status().path("summary").path("backends").asInt() == before + 1);
    }
    audit.delete();
  }

  @Test
  void a_status_that_says_nothing_new_is_not_written() throws InterruptedException {
    // Given
    AuditOnStage audit = scene.stage().audit("quiet", spec().yaml());
    audit.awaitReady(SOON);
    Thread.sleep(1_000);
    String version = audit.resourceVersion();

    // When two more audits have run
    Thread.sleep(25_000);

    // Then
    assertThat(audit.resourceVersion()).isEqualTo(version);
    audit.delete();
  }

  @Test
  void the_servers_restart_is_survived_and_the_last_good_result_stays_until_then() {
    // Given
    AuditOnStage audit = scene.stage().audit("restarted", spec().yaml());
    audit.awaitReady(SOON);
    String good = audit.lastAudit();

    // When
    server.stop();
    audit.annotate("pgtether.dev/audit-now", "2");

    // Then
    await().atMost(AN_INTERVAL).until(() -> audit.ready().path("status").asText().equals("False"));
    assertThat(audit.lastAudit()).isEqualTo(good);
    assertThat(audit.condition("Complete").path("reason").asText()).isEqualTo("Stale");

    // When
    server.start();

    // Then
    audit.awaitReady(AN_INTERVAL);
    assertThat(audit.lastAudit()).isGreaterThan(good);
    audit.delete();
  }

  @Test
  void a_server_that_hangs_delays_nobody_else() {
    // Given
    try (DeafServer deaf = DeafServer.open(cluster.machineAddress())) {
      AuditOnStage hanging = scene.stage().audit("hanging", spec().port(deaf.port()).yaml());

      // When
      AuditOnStage audit = scene.stage().audit("beside", spec().yaml());

      // Then
      audit.awaitReady(Duration.ofSeconds(4));
      hanging.awaitReason("ConnectionTimedOut", Duration.ofSeconds(20));
      audit.delete();
      hanging.delete();
    }
  }
}
