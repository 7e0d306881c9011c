package dev.pgtether.testkit.it.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.postgres.SelfSignedCertificates;
import dev.pgtether.testkit.process.WorldReadableFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whom an audit trusts: by certificates, and with its password. */
@NeedsCluster(ClusterCapability.DATABASES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustIT {
  private static final String CERTIFIED = "certified";
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Duration AN_INTERVAL = Duration.ofSeconds(15);

  private final Cluster cluster;
  private WorldReadableFolder certificates;
  private Scene scene;
  private Stage stage;
  private PostgresServer server;

  TrustIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() throws IOException {
    certificates = WorldReadableFolder.create();
    SelfSignedCertificates.writeClientCertificate(certificates.path(), CERTIFIED);
    Path clients =
        certificates.copyIn(certificates.path().resolve("client.crt"), "trusted/clients.crt");
    scene =
        Scene.open(
            cluster,
            "trust",
            PostgresServer.ofMajor(17)
                .withTls()
                .withSetting("ssl_ca_file = '" + clients + "'")
                .withHbaLine("hostssl all " + CERTIFIED + " all cert")
                .requiringPasswords());
    stage = scene.stage();
    server = scene.server();
  }

  @AfterAll
  void close() {
    scene.close();
    certificates.close();
  }

  private AuditSpec spec() {
    return scene.spec();
  }

  @Test
  void a_certificate_that_nobody_trusts_is_refused_until_its_authority_is_named()
      throws IOException {
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
  void a_certificate_for_another_name_is_refused_by_default() throws IOException {
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
  void a_role_that_is_known_by_its_certificate_alone_is_let_in_with_it() throws IOException {
    // Given
    server.query("create role " + CERTIFIED + " login in role pg_monitor");
    stage.secret("authority", "Opaque", Map.of("ca.crt", Files.readString(server.authority())));
    stage.credentials(CERTIFIED, CERTIFIED, "never asked for");
    AuditSpec spec = spec().secret(CERTIFIED);

    // When
    AuditOnStage audit =
        stage.audit("certified", spec.tls("{mode: verify-ca, caSecret: {name: authority}}").yaml());

    // Then
    audit.awaitReason("AuthenticationFailed", SOON);

    // When
    stage.secret(
        "certificate",
        "kubernetes.io/tls",
        Map.of("tls.crt", pem("client.crt"), "tls.key", pem("client.key")));
    audit.respecify(
        spec.tls(
                "{mode: verify-ca, caSecret: {name: authority}, clientCertificateSecret: {name: certificate}}")
            .yaml());

    // Then
    audit.awaitReady(SOON);
    assertThat(
            server.queryValue(
                "select count(*) from pg_stat_ssl where client_dn = '/CN=" + CERTIFIED + "'"))
        .isEqualTo("1");
    audit.delete();
  }

  private String pem(String name) throws IOException {
    return Files.readString(certificates.path().resolve(name));
  }
}
