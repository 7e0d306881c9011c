package dev.pgtether.testkit.it.cluster.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.it.cluster.runtime.AuditOnStage;
import dev.pgtether.testkit.it.cluster.runtime.AuditSpec;
import dev.pgtether.testkit.it.cluster.yardstick.Audit;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import dev.pgtether.testkit.postgres.FakePostgresServer;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The part of {@link TenancyIT} about what tenants own: their passwords and reports. */
interface PasswordsAndReports {
  Duration REFUSED = Duration.ofSeconds(30);

  Tenants tenants();

  @Test
  default void a_server_that_asks_for_the_password_or_its_md5_hash_hears_nothing() {
    String here = tenants().cluster().machineAddress();
    try (FakePostgresServer clear = FakePostgresServer.askingForThePassword(here);
        FakePostgresServer hashed = FakePostgresServer.askingForItsMd5Hash(here)) {
      for (FakePostgresServer greedy : List.of(clear, hashed)) {
        // When
        AuditOnStage audit = apply("greedy", spec().port(greedy.port()));

        // Then
        audit.awaitReason("PasswordMethodRefused", REFUSED);
        await().atMost(REFUSED).until(() -> greedy.received().size() >= 2);
        assertThat(greedy.received()).first().asString().contains("user", PostgresServer.USER);
        assertThat(greedy.received().stream().skip(1).findFirst()).hasValue("");
        assertThat(greedy.received()).noneMatch(heard -> heard.contains(PostgresServer.PASSWORD));
        audit.delete();
      }
    }
  }

  @Test
  default void only_a_secret_of_the_audits_own_namespace_that_is_meant_for_its_server_is_used() {
    // Given
    secret(tenants().crown(), "vault", "kubernetes.io/basic-auth", Map.of());
    secret(tenants().thief(), "found", "Opaque", Map.of());
    secret(
        tenants().thief(), "bound", "kubernetes.io/basic-auth", Map.of("host", "treasury.example"));

    // Then
    AuditOnStage audit = apply("robber", spec().secret("vault"));
    assertThat(audit.awaitReason("SecretNotFound", REFUSED).path("message").asText())
        .contains("vault", tenants().thief().namespace())
        .doesNotContain(tenants().crown().namespace());
    assertThatThrownBy(
            () -> apply("robber", spec().secret(tenants().crown().namespace() + "/vault")))
        .hasMessageContaining("credentialsSecret");
    apply("robber", spec().secret("found")).awaitReason("SecretTypeNotAllowed", REFUSED);
    apply("robber", spec().secret("bound")).awaitReason("SecretNotForHost", REFUSED);
    audit.delete();
  }

  @Test
  default void a_whole_report_is_only_for_who_may_read_it() {
    // Given
    try (Audit audit = tenants().audit(tenants().crown(), "ledger")) {
      audit.next();
      String reader = tenants().operator().token(tenants().crown());
      String stranger =
          tenants()
              .cluster()
              .kubectl()
              .run("create", "token", "default", "--namespace=" + tenants().crown().namespace())
              .strip();
      String agent = tenants().tokenOf(Tenants.MUTE);

      // Then
      assertThat(audit.ask(reader).statusCode()).isEqualTo(200);
      refuses(audit, "", 401);
      refuses(audit, reader.substring(0, reader.length() - 9) + "AAAAAAAAA", 401);
      refuses(audit, agent, 401);
      refuses(audit, stranger, 403);
      refuses(audit, tenants().operator().token(tenants().thief()), 403);
    }
  }

  private static void refuses(Audit audit, String token, int status) {
    HttpResponse<String> answer = audit.ask(token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("error").doesNotContain("connections\"", Tenants.TILL);
  }

  private AuditSpec spec() {
    return AuditSpec.of(
        tenants().cluster().machineAddress(), tenants().lying().port(), Installation.SECRET);
  }

  private AuditOnStage apply(String name, AuditSpec spec) {
    return AuditOnStage.apply(
        tenants().cluster(), tenants().thief().namespace(), name, spec.yaml());
  }

  /** With a user and a password. */
  private void secret(TestNamespace tenant, String name, String type, Map<String, String> more) {
    tenants()
        .cluster()
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(tenant.namespace())
                .endMetadata()
                .withType(type)
                .withStringData(
                    Map.of("username", PostgresServer.USER, "password", PostgresServer.PASSWORD))
                .addToStringData(more)
                .build())
        .create();
  }
}
