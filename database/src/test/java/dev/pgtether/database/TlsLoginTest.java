package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.config.InvalidTargetException;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and log-in against a real PostgreSQL with certificates of authorities of our own. */
class TlsLoginTest {

  @TempDir static Path directory;

  private static TestServer postgres;
  private static Path authority;
  private static Path otherAuthority;
  private static TestCertificates.CertificateAndKey good;
  private static TestCertificates.CertificateAndKey otherName;
  private static TestCertificates.CertificateAndKey expired;
  private static TestCertificates.CertificateAndKey client;
  private static TestCertificates.CertificateAndKey modernClient;

  @BeforeAll
  static void start() throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    authority = certificates.authority("authority");
    otherAuthority = certificates.authority("other");
    String localhost = "san=dns:localhost,ip:127.0.0.1,ip:::1";
    good = certificates.signed("authority", "good", "RSA", "-ext", localhost);
    otherName =
        certificates.signed(
            "authority", "othername", "EC", "-ext", "san=dns:db.example.com,dns:db2.example.com");
    expired =
        certificates.signed(
            "authority",
            "expired",
            "EC",
            "-ext",
            localhost,
            "-startdate",
            "-10d",
            "-validity",
            "5");
    client = certificates.signed("authority", "certified", "RSA");
    modernClient = certificates.signed("authority", "modern", "EC");
    install(good);
    postgres =
        TestServer.start(
            18,
            Map.of(
                "ssl", "on",
                "ssl_cert_file", directory.resolve("server.crt").toString(),
                "ssl_key_file", directory.resolve("server.key").toString(),
                "ssl_ca_file", authority.toString(),
                "password_encryption", "scram-sha-256"),
            List.of(
                "hostssl all tls_only all trust",
                "hostssl all certified,modern all cert",
                "host all scram all scram-sha-256",
                "host all clear all password",
                "host all nologin all trust",
                "host all anybody all trust"));
    postgres.execute(
        "create role tls_only login",
        "create role certified login",
        "create role modern login",
        "create role scram login password 'hunter2'",
        "create role clear login password 'hunter2'",
        "create role nologin",
        "create role anybody login",
        "create role outsider login",
        "create database closed",
        "revoke connect on database closed from public");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void verifies_the_name_and_issuer_of_the_server_by_default() throws Exception {
    // Given
    serve(good);

    // Then
    for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
      try (ServerSession session =
          ServerSession.open(target("tls_only@" + host, "sslrootcert=" + authority))) {
        assertThat(session.read().server().isSameAs(session.server())).isTrue();
        assertThat(session.server().address().port()).isEqualTo(postgres.port());
      }
    }
  }

  @Test
  void connects_to_the_address_and_verifies_the_name() throws Exception {
    // Given
    serve(otherName);

    // Then
    try (ServerSession session =
        ServerSession.open(
            target("tls_only@db.example.com", "hostaddr=127.0.0.1", "sslrootcert=" + authority))) {
      assertThat(session.server().address()).isEqualTo(Endpoint.of("127.0.0.1", postgres.port()));
      assertThat(session.resolved()).containsExactly(session.server().address().address());
    }
  }

  @Test
  void reports_the_names_of_a_certificate_for_another_host() throws Exception {
    // Given
    serve(otherName);

    // Then
    DatabaseFailure failure =
        FailureAssertions.ofOpening(target("tls_only@localhost", "sslrootcert=" + authority));
    assertThat(failure.problem()).isEqualTo(Problem.TLS_HOSTNAME);
    assertThat(failure.getMessage())
        .contains("db.example.com, db2.example.com")
        .contains("localhost");
    try (ServerSession weaker =
        ServerSession.open(
            target("tls_only@localhost", "sslrootcert=" + authority, "sslmode=verify-ca"))) {
      assertThat(weaker.isOpen()).isTrue();
    }
  }

  @Test
  void reports_an_untrusted_issuer() throws Exception {
    // Given
    serve(good);

    // Then
    DatabaseFailure named =
        FailureAssertions.ofOpening(target("tls_only@localhost", "sslrootcert=" + otherAuthority));
    assertThat(named.problem()).isEqualTo(Problem.TLS_UNTRUSTED);
    assertThat(named.getMessage()).contains(otherAuthority.toString());
    assertThat(
            FailureAssertions.ofOpening(target("tls_only@localhost", "sslmode=verify-full"))
                .problem())
        .isEqualTo(Problem.TLS_UNTRUSTED);
    try (ServerSession unverified =
        ServerSession.open(target("tls_only@localhost", "sslmode=require"))) {
      assertThat(unverified.isOpen()).isTrue();
    }
  }

  @Test
  void reports_an_expired_certificate() throws Exception {
    // Given
    serve(expired);

    // Then
    assertThat(
            FailureAssertions.ofOpening(target("tls_only@localhost", "sslrootcert=" + authority))
                .problem())
        .isEqualTo(Problem.TLS_EXPIRED);
  }

  @Test
  void reports_an_unreadable_root_certificate() throws Exception {
    // Given
    serve(good);
    Path nonsense = Files.writeString(directory.resolve("nonsense.crt"), "nonsense");

    // Then
    assertThat(
            FailureAssertions.ofOpening(target("tls_only@localhost", "sslrootcert=" + nonsense))
                .problem())
        .isEqualTo(Problem.TLS_OTHER);
  }

  @Test
  void reports_a_server_without_tls() {
    // Given
    try (TestServer plain = TestServer.start(17)) {
      ConnectionTarget connectionTarget =
          ConnectionTarget.parse(
              "postgresql://postgres@127.0.0.1:" + plain.port(), Map.of(), directory);

      // Then
      DatabaseFailure failure = FailureAssertions.ofOpening(connectionTarget);
      assertThat(failure.problem()).isEqualTo(Problem.TLS_UNAVAILABLE);
      assertThat(failure.advice()).contains("sslmode=disable");
    }
  }

  @Test
  void reports_a_server_that_requires_tls() {
    // Then
    DatabaseFailure failure =
        FailureAssertions.ofOpening(target("tls_only@127.0.0.1", "sslmode=disable"));
    assertThat(failure.problem()).isEqualTo(Problem.TLS_REQUIRED_BY_SERVER);
    assertThat(failure.advice()).contains("sslmode=disable");
  }

  @Test
  void presents_client_certificates_with_rsa_and_ec_keys() throws Exception {
    // Given
    serve(good);

    // Then
    for (Map.Entry<String, TestCertificates.CertificateAndKey> role :
        Map.of("certified", client, "modern", modernClient).entrySet()) {
      String[] with = {
        "sslrootcert=" + authority,
        "sslcert=" + role.getValue().certificate(),
        "sslkey=" + role.getValue().key()
      };
      try (ServerSession session = ServerSession.open(target(role.getKey() + "@localhost", with))) {
        assertThat(session.isOpen()).isTrue();
      }
    }
    assertThat(
            FailureAssertions.ofOpening(target("certified@localhost", "sslrootcert=" + authority))
                .problem())
        .isEqualTo(Problem.AUTHENTICATION);
  }

  @Test
  void says_how_to_convert_a_key_that_it_cannot_read() throws Exception {
    // Given the form that openssl wrote before version 3
    String text = Files.readString(client.key()).replace("PRIVATE KEY", "RSA PRIVATE KEY");
    Path old = Files.writeString(directory.resolve("old.key"), text);

    // Then
    assertThatThrownBy(
            () -> target("certified@localhost", "sslcert=" + client.certificate(), "sslkey=" + old))
        .isInstanceOfSatisfying(
            InvalidTargetException.class,
            refusal -> assertThat(refusal.advice()).contains("openssl pkcs8 -topk8"));
  }

  @Test
  void refuses_a_key_that_everybody_can_read() throws Exception {
    // Given
    serve(good);
    Path open = Files.writeString(directory.resolve("open.key"), Files.readString(client.key()));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

    // Then
    DatabaseFailure failure =
        FailureAssertions.ofOpening(
            target(
                "certified@localhost",
                "sslrootcert=" + authority,
                "sslcert=" + client.certificate(),
                "sslkey=" + open));
    assertThat(failure.problem()).isEqualTo(Problem.TLS_OTHER);
    assertThat(failure.advice()).contains("key");
  }

  @Test
  void logs_in_with_a_password_by_scram() throws Exception {
    // Given
    serve(good);

    // Then
    for (String parameter : List.of("sslmode=disable", "sslrootcert=" + authority)) {
      try (ServerSession session =
          ServerSession.open(target("scram:hunter2@localhost", parameter))) {
        assertThat(session.isOpen()).isTrue();
      }
    }
  }

  @Test
  void reports_a_wrong_or_missing_password() {
    // When
    DatabaseFailure wrong =
        FailureAssertions.ofOpening(target("scram:hunter3@127.0.0.1", "sslmode=disable"));
    DatabaseFailure missing =
        FailureAssertions.ofOpening(target("scram@127.0.0.1", "sslmode=disable"));

    // Then
    assertThat(wrong.problem()).isEqualTo(Problem.AUTHENTICATION);
    assertThat(wrong.advice()).contains("the URL's password");
    assertThat(missing.problem()).isEqualTo(Problem.AUTHENTICATION);
    assertThat(missing.getMessage()).contains("none was given");
    assertThat(missing.advice()).contains("PGPASSWORD");
  }

  @Test
  void reports_that_the_password_file_was_ignored() throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("open.pgpass"), "*:*:*:*:hunter2");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    // Then
    DatabaseFailure failure =
        FailureAssertions.ofOpening(
            target("scram@127.0.0.1", "sslmode=disable", "passfile=" + file));
    assertThat(failure.problem()).isEqualTo(Problem.AUTHENTICATION);
    assertThat(failure.advice()).contains("chmod 0600");
  }

  @Test
  void sends_a_clear_text_password_through_tls_only() throws Exception {
    // Given
    serve(good);

    // Then
    DatabaseFailure failure =
        FailureAssertions.ofOpening(target("clear:hunter2@127.0.0.1", "sslmode=disable"));
    assertThat(failure.problem()).isEqualTo(Problem.METHOD_NOT_ALLOWED);
    assertThat(failure.advice()).contains("scram-sha-256");
    try (ServerSession session =
        ServerSession.open(target("clear:hunter2@localhost", "sslrootcert=" + authority))) {
      assertThat(session.isOpen()).isTrue();
    }
  }

  @Test
  void reports_a_role_that_may_not_log_in() throws Exception {
    // Given
    serve(good);

    // When
    DatabaseFailure withoutLine =
        FailureAssertions.ofOpening(target("outsider@localhost", "sslrootcert=" + authority));
    DatabaseFailure withoutLogin =
        FailureAssertions.ofOpening(target("nologin@127.0.0.1", "sslmode=disable"));

    // Then
    assertThat(withoutLine.problem()).isEqualTo(Problem.AUTHENTICATION);
    assertThat(withoutLine.advice()).contains("pg_hba.conf");
    assertThat(withoutLogin.problem()).isEqualTo(Problem.AUTHENTICATION);
  }

  @Test
  void reports_a_database_that_is_missing_or_closed_to_the_role() {
    // When
    DatabaseFailure missing =
        FailureAssertions.ofOpening(
            target("anybody@127.0.0.1", "sslmode=disable", "dbname=nowhere"));
    DatabaseFailure closed =
        FailureAssertions.ofOpening(
            target("anybody@127.0.0.1", "sslmode=disable", "dbname=closed"));

    // Then
    assertThat(missing.problem()).isEqualTo(Problem.NO_SUCH_DATABASE);
    assertThat(missing.getMessage()).contains("nowhere");
    assertThat(closed.problem()).isEqualTo(Problem.RIGHT_MISSING);
    assertThat(closed.advice()).contains("CONNECT");
  }

  private static ConnectionTarget target(String userAndHost, String... parameters) {
    String url =
        "postgresql://"
            + userAndHost
            + ":"
            + postgres.port()
            + "/postgres?"
            + String.join("&", parameters);
    return ConnectionTarget.parse(url, Map.of(), directory);
  }

  /** Lets the server show another certificate from the next connection on. */
  private static void serve(TestCertificates.CertificateAndKey certificateAndKey) throws Exception {
    install(certificateAndKey);
    String before = loadTime();
    postgres.execute("select pg_reload_conf()");
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (loadTime().equals(before)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("the server did not reload");
      }
      Thread.sleep(20);
    }
  }

  private static void install(TestCertificates.CertificateAndKey certificateAndKey)
      throws IOException {
    Files.copy(
        certificateAndKey.certificate(),
        directory.resolve("server.crt"),
        StandardCopyOption.REPLACE_EXISTING);
    Path key =
        Files.copy(
            certificateAndKey.key(),
            directory.resolve("server.key"),
            StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  /** As a new connection has it: it inherits what the postmaster loaded last. */
  private static String loadTime() throws Exception {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_conf_load_time()")) {
      row.next();
      return row.getString(1);
    }
  }
}
