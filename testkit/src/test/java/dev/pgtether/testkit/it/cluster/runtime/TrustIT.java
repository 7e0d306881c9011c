package dev.pgtether.testkit.it.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Ability;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.operator.OperatorProcess;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whom an audit trusts: by certificates, and with its password. */
@NeedsCluster(Ability.DATABASES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Duration AN_INTERVAL = Duration.ofSeconds(15);

  private final Cluster cluster;
  private Stage stage;
  private PostgresServer server;
  private OperatorProcess operator;

  TrustIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    stage = Stage.open(cluster, "trust");
    server =
        PostgresServer.ofMajor(17)
            .listeningOn(cluster.machineAddress())
            .withTls()
            .withPasswords()
            .start();
    stage.credentials("login", PostgresServer.USER, PostgresServer.PASSWORD);
    operator = stage.operator().start();
  }

  @AfterAll
  void close() {
    operator.close();
    server.close();
    stage.close();
  }

  private AuditSpec spec() {
    return AuditSpec.of(cluster.machineAddress(), server.port(), "login");
  }

  @Test
  void aCertificateThatNobodyTrustsIsRefusedUntilItsAuthorityIsNamed() throws IOException {
    // Given
    AuditOnStage audit = stage.audit("untrusted", spec().tls("{mode: verify-ca}").yaml());
    assertThat(audit.awaitReason("TlsNotTrusted", SOON).path("message").asText())
        .contains("tls.caSecret");

    // When the Secret is named, is there, is right, one after the other
    audit.respecify(spec().tls("{mode: verify-ca, caSecret: {name: ca}}").yaml());
    audit.awaitReason("CertificateNotFound", SOON);
    stage.secret("ca", "Opaque", Map.of("ca.crt", "no certificate"));
    audit.awaitReason("CertificateInvalid", AN_INTERVAL);
    stage.secret("ca", "Opaque", Map.of("ca.crt", Files.readString(server.authority())));

    // Then
    audit.awaitReady(AN_INTERVAL);
    audit.delete();
  }

  @Test
  void aCertificateForAnotherNameIsRefusedByDefault() throws IOException {
    // Given
    stage.secret("trusted", "Opaque", Map.of("ca.crt", Files.readString(server.authority())));

    // When
    AuditOnStage audit =
        stage.audit("other-name", spec().tls("{caSecret: {name: trusted}}").yaml());

    // Then
    assertThat(audit.awaitReason("TlsWrongHost", SOON).path("message").asText())
        .contains("localhost");
    audit.delete();
  }

  @Test
  void aServerThatAsksForThePasswordItselfOrItsMd5HashHearsNothing() {
    for (int request : new int[] {3, 5}) {
      try (GreedyServer greedy = GreedyServer.open(cluster.machineAddress(), request)) {
        // When
        AuditOnStage audit = stage.audit("greedy", spec().port(greedy.port()).yaml());

        // Then
        audit.awaitReason("PasswordMethodRefused", SOON);
        await().atMost(SOON).until(() -> greedy.heard().size() >= 2);
        assertThat(greedy.heard()).noneMatch(heard -> heard.contains(PostgresServer.PASSWORD));
        assertThat(greedy.heard().stream().skip(1).findFirst()).hasValue("");
        audit.delete();
      }
    }
  }
}
