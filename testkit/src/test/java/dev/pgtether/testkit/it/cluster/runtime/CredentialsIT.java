package dev.pgtether.testkit.it.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whatever is wrong with a Secret or its role has its own reason, and is repaired within an
 * interval.
 */
@NeedsCluster(ClusterCapability.DATABASES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialsIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AN_INTERVAL = Duration.ofSeconds(13);
  private static final String BASIC_AUTH = "kubernetes.io/basic-auth";

  private final Cluster cluster;
  private Scene scene;
  private Stage stage;
  private PostgresServer server;

  CredentialsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    scene =
        Scene.open(
            cluster,
            "credentials",
            PostgresServer.ofMajor(18)
                .withSetting("md5_password_warnings = off")
                .withHbaLine("host all clear all password")
                .withHbaLine("host all hashed all md5")
                .requiringPasswords());
    stage = scene.stage();
    server = scene.server();
    server.query("create role monitor login password 'secret' in role pg_monitor");
    server.query("create role blind login password 'secret'");
    server.query("create role clear login password 'secret'");
    server.query("set password_encryption = 'md5'; create role hashed login password 'secret'");
  }

  @AfterAll
  void close() {
    scene.close();
  }

  private AuditSpec spec() {
    return scene.spec();
  }

  @Test
  void an_unknown_secret_is_named_and_used_once_it_is_there() {
    // Given
    AuditOnStage audit = stage.audit("unknown-secret", spec().secret("late").yaml());
    JsonNode ready = audit.awaitReason("SecretNotFound", SOON);
    assertThat(ready.path("message").asText()).contains("late", stage.namespace(), "create it");

    // When
    stage.credentials("late", "monitor", "secret");

    // Then
    audit.awaitReady(AN_INTERVAL);
    audit.delete();
  }

  @Test
  void a_secret_without_a_password_says_which_key_is_missing() {
    // Given
    stage.secret("half", "Opaque", Map.of("username", "monitor"));
    stage.label("secret", "half", "pgtether.dev/credentials=true");
    AuditOnStage audit = stage.audit("missing-key", spec().secret("half").yaml());
    JsonNode ready = audit.awaitReason("SecretKeyMissing", SOON);
    assertThat(ready.path("message").asText()).contains("no key password");

    // When
    stage.secret("half", "Opaque", Map.of("username", "monitor", "password", "secret"));

    // Then
    audit.awaitReady(AN_INTERVAL);
    audit.delete();
  }

  @Test
  void a_secret_of_another_type_is_used_only_with_the_label() {
    // Given
    stage.secret("other", "Opaque", Map.of("username", "monitor", "password", "secret"));
    AuditOnStage audit = stage.audit("wrong-type", spec().secret("other").yaml());
    JsonNode ready = audit.awaitReason("SecretTypeNotAllowed", SOON);
    assertThat(ready.path("message").asText())
        .contains("kubectl label -n " + stage.namespace() + " secret other");

    // When
    stage.label("secret", "other", "pgtether.dev/credentials=true");

    // Then
    audit.awaitReady(AN_INTERVAL);
    audit.delete();
  }

  @Test
  void a_secret_for_another_host_is_not_shown_to_this_one() {
    // Given
    stage.secret(
        "bound",
        BASIC_AUTH,
        Map.of("username", "monitor", "password", "secret", "host", "elsewhere.example"));
    AuditOnStage audit = stage.audit("not-for-host", spec().secret("bound").yaml());
    JsonNode ready = audit.awaitReason("SecretNotForHost", SOON);
    assertThat(ready.path("message").asText()).contains("key host").doesNotContain("elsewhere");

    // When
    stage.secret(
        "bound",
        BASIC_AUTH,
        Map.of("username", "monitor", "password", "secret", "host", cluster.machineAddress()));

    // Then
    audit.awaitReady(AN_INTERVAL);
    audit.delete();
  }

  @Test
  void a_wrong_password_is_said_and_the_right_one_used_without_a_restart() {
    // Given
    stage.credentials("wrong", "monitor", "mistyped");
    AuditOnStage audit = stage.audit("wrong-password", spec().secret("wrong").yaml());
    JsonNode ready = audit.awaitReason("AuthenticationFailed", SOON);
    assertThat(ready.path("message").asText()).contains("wrong").doesNotContain("mistyped");

    // When
    stage.credentials("wrong", "monitor", "secret");

    // Then
    audit.awaitReady(AN_INTERVAL);
    audit.delete();
  }

  @Test
  void a_server_that_asks_for_the_clear_text_or_an_md5_hash_gets_no_password() {
    for (String role : new String[] {"clear", "hashed"}) {
      // When
      stage.credentials(role, role, "secret");
      AuditOnStage audit = stage.audit("asks-" + role, spec().secret(role).yaml());

      // Then
      JsonNode ready = audit.awaitReason("PasswordMethodRefused", SOON);
      assertThat(ready.path("message").asText()).contains("No password was sent", "scram-sha-256");
      audit.delete();
    }
  }

  @Test
  void a_role_without_pg_monitor_is_ready_but_not_complete() {
    // Given
    stage.credentials("blind", "blind", "secret");
    try (Sessions others =
        Sessions.open(1, cluster.machineAddress(), server.port(), "monitor", "secret")) {
      assertThat(others.open()).hasSize(1);

      // When
      AuditOnStage audit = stage.audit("blind", spec().secret("blind").yaml());
      audit.awaitReady(SOON);

      // Then
      JsonNode complete = audit.condition("Complete");
      assertThat(complete.path("status").asText()).isEqualTo("False");
      assertThat(complete.path("reason").asText()).isEqualTo("RowsHidden");
      assertThat(complete.path("message").asText()).contains("pg_monitor");
      audit.delete();
    }
  }
}
