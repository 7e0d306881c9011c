package dev.pgtether.testkit.it.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.postgres.FakePostgresServer;
import dev.pgtether.testkit.postgres.PgBouncer;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Each wrong way to a server, and each wrong server, has its own reason, says the next step, and is
 * repaired within an interval. {@link CredentialsIT} has what is wrong with a Secret.
 */
@NeedsCluster(ClusterCapability.DATABASES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AN_INTERVAL = Duration.ofSeconds(13);
  private static final String MONITOR = "monitor";

  private final Cluster cluster;
  private Scene scene;
  private Stage stage;
  private PostgresServer server;

  BadInputIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    scene =
        Scene.open(
            cluster,
            "bad-input",
            PostgresServer.ofMajor(18)
                .withSetting("max_connections = 12")
                .withSetting("superuser_reserved_connections = 3")
                .requiringPasswords());
    stage = scene.stage();
    server = scene.server();
    server.query("create role monitor login password 'secret' in role pg_monitor");
    stage.credentials(MONITOR, MONITOR, "secret");
  }

  @AfterAll
  void close() {
    scene.close();
  }

  private AuditSpec spec() {
    return scene.spec().secret(MONITOR);
  }

  @Test
  void a_host_that_does_not_resolve_is_said() {
    // Given
    AuditOnStage audit = stage.audit("unresolvable", spec().host("no-such-host.invalid").yaml());
    audit.awaitReason("HostNotResolved", SOON);

    // When
    audit.respecify(spec().yaml());

    // Then
    audit.awaitReady(SOON);
    audit.delete();
  }

  @Test
  void a_port_on_which_nobody_listens_is_said() {
    // Given
    AuditOnStage audit = stage.audit("refused", spec().port(1).yaml());
    audit.awaitReason("ConnectionRefused", SOON);

    // When
    audit.respecify(spec().yaml());

    // Then
    audit.awaitReady(SOON);
    audit.delete();
  }

  @Test
  void a_server_without_tls_is_not_talked_to_in_clear_text_unless_the_spec_says_so() {
    // Given
    AuditOnStage audit = stage.audit("no-tls", spec().tls("{}").yaml());
    JsonNode ready = audit.awaitReason("TlsNotOffered", SOON);
    assertThat(ready.path("message").asText()).contains("tls.mode: disable");

    // When
    audit.respecify(spec().yaml());

    // Then
    audit.awaitReady(SOON);
    audit.delete();
  }

  @Test
  void a_database_that_does_not_exist_is_said() {
    // When
    AuditOnStage audit = stage.audit("no-database", spec().and("connectTo: nowhere").yaml());

    // Then
    JsonNode ready = audit.awaitReason("DatabaseNotFound", SOON);
    assertThat(ready.path("message").asText()).contains("database.connectTo");
    audit.delete();
  }

  @Test
  void addresses_that_no_audit_may_connect_to_are_not_dialled() {
    for (String host : new String[] {"127.0.0.1", "169.254.169.254", "::1", "0.0.0.0"}) {
      // When
      AuditOnStage audit = stage.audit("forbidden", spec().host(host).yaml());

      // Then
      audit.awaitReason("DestinationNotAllowed", SOON);
      audit.delete();
    }
  }

  @Test
  void the_api_server_is_no_database() {
    // Given
    URI api = URI.create(cluster.client().getConfiguration().getMasterUrl());

    // When
    AuditOnStage audit =
        stage.audit("api-server", spec().host(api.getHost()).port(api.getPort()).yaml());

    // Then
    audit.awaitReason("DestinationNotAllowed", SOON);
    audit.delete();
  }

  @Test
  void a_server_without_a_free_slot_is_said_and_audited_as_soon_as_one_is_free() {
    // Given
    AuditOnStage audit;
    try (Sessions crowd =
        Sessions.fillingUp(cluster.machineAddress(), server.port(), "monitor", "secret")) {
      assertThat(crowd.open()).isNotEmpty();
      audit = stage.audit("no-slot", spec().yaml());
      JsonNode ready = audit.awaitReason("SlotsExhausted", SOON);
      assertThat(ready.path("message").asText()).contains("pg_use_reserved_connections");
    }

    // Then
    audit.awaitReady(AN_INTERVAL);
    audit.delete();
  }

  @Test
  @NeedsCommand("pgbouncer")
  void a_pooler_in_the_path_is_recognised_and_the_server_behind_it_audited_once_it_is_named() {
    // Given
    AuditOnStage audit;
    try (PgBouncer pooler = PgBouncer.inFrontOf(server, cluster.machineAddress())) {
      audit = stage.audit("pooled", spec().port(pooler.port()).yaml());
      JsonNode ready = audit.awaitReason("PoolerInPath", SOON);
      assertThat(ready.path("message").asText())
          .contains(cluster.machineAddress() + ":" + pooler.port(), "not of the pooler");
      assertThat(audit.status().path("summary").isMissingNode()).isTrue();

      // When
      audit.respecify(spec().yaml());
    }

    // Then
    audit.awaitReady(SOON);
    audit.delete();
  }

  @Test
  void a_server_of_a_version_that_gets_no_fixes_is_said() {
    // Given
    try (FakePostgresServer old = FakePostgresServer.ofVersion(cluster.machineAddress(), "13.22")) {
      // When
      AuditOnStage audit = stage.audit("old", spec().port(old.port()).yaml());

      // Then
      JsonNode ready = audit.awaitReason("UnsupportedVersion", SOON);
      assertThat(ready.path("message").asText()).contains("13.22", "14 or newer", "Upgrade");
      audit.delete();
    }
  }
}
