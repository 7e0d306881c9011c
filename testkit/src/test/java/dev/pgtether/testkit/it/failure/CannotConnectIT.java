package dev.pgtether.testkit.it.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.it.program.Complaint;
import dev.pgtether.testkit.it.program.Ended;
import dev.pgtether.testkit.it.program.Pgtether;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.postgres.PgBouncer;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever keeps the program from connecting has a message, a hint and an exit code of its own. */
class CannotConnectIT {
  private static final int COULD_NOT_AUDIT = 1;
  private static final int USAGE = 2;
  private static final String SECRET = "correct-horse-battery-staple";

  private static Pgtether pgtether;
  private static PostgresServer tls;
  private static PostgresServer plain;

  @BeforeAll
  static void start() {
    pgtether = Pgtether.install().with("PGPASSWORD", SECRET);
    tls = PostgresServer.ofMajor(18).withTls().requiringPasswords().start();
    plain = PostgresServer.ofMajor(15).start();
    tls.query("create role outsider login password '" + SECRET + "'");
    tls.query("create database closed");
    tls.query("revoke connect on database closed from public");
  }

  @AfterAll
  static void stop() {
    plain.close();
    tls.close();
    pgtether.close();
  }

  /** What to connect to, and what the complaint must tell. */
  private record Case(String name, String url, String... tells) {}

  @TestFactory
  Stream<DynamicTest> each_reason_is_told_apart() throws IOException {
    String localhost = "localhost:" + tls.port();
    return Stream.of(
            new Case(
                "a name without address",
                "u@db.pgtether.invalid/x",
                "db.pgtether.invalid",
                "has no address"),
            new Case(
                "nobody listens",
                "u@127.0.0.1:" + closedPort() + "/x",
                "127.0.0.1:",
                "refuses connections"),
            new Case(
                "no TLS at the server",
                "postgres@127.0.0.1:" + plain.port() + "/postgres",
                "TLS",
                "sslmode=disable"),
            new Case(
                "an untrusted issuer",
                "outsider@" + localhost + "/postgres",
                "certificate",
                "sslrootcert"),
            new Case(
                "another host's certificate",
                "outsider@db.example.com:"
                    + tls.port()
                    + "/postgres?hostaddr=127.0.0.1&sslrootcert="
                    + tls.authority(),
                "db.example.com",
                "localhost"),
            new Case(
                "a wrong password",
                "postgres@" + localhost + "/postgres?sslmode=disable",
                "password authentication failed",
                "PGPASSWORD"),
            new Case(
                "no such role",
                "nobody_such@" + localhost + "/postgres?sslmode=disable",
                "nobody_such"),
            new Case(
                "no such database",
                "outsider@" + localhost + "/nosuch?sslmode=disable",
                "nosuch",
                "name one that exists"),
            new Case(
                "a database that is closed to the role",
                "outsider@" + localhost + "/closed?sslmode=disable",
                "permission denied",
                "grant outsider CONNECT"))
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.name(), () -> assertTells("postgresql://" + one.url(), one.tells())));
  }

  @Test
  void a_server_that_never_answers_is_given_up_in_time() throws IOException {
    // Given a socket that connects, because the kernel accepts for it, and stays silent
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long begin = System.nanoTime();
      assertTells(
          "postgresql://u@127.0.0.1:" + silent.getLocalPort() + "/x?connect_timeout=1",
          "did not finish the connection within 1 s");
      assertThat((System.nanoTime() - begin) / 1_000_000_000.0).isLessThan(15);
    }
  }

  @Test
  void a_server_without_a_free_slot_says_so() {
    try (PostgresServer full =
            PostgresServer.ofMajor(15)
                .withSetting("max_connections = 5")
                .withSetting("superuser_reserved_connections = 1")
                .start();
        ClientLauncher clientLauncher = ClientLauncher.of(full.addressAt("127.0.0.1"))) {
      // Given
      full.query("create role ordinary login");
      ScriptedClient wire = clientLauncher.scripted();
      for (int i = 0; i < 4; i++) {
        wire.open(clientLauncher.request().retryingFor(5_000));
      }
      // Then
      assertTells(
          "postgresql://ordinary@127.0.0.1:" + full.port() + "/postgres?sslmode=disable",
          "connection slots",
          "superuser");
    }
  }

  @Test
  @NeedsCommand("pgbouncer")
  void a_pooler_in_the_path_is_recognised() {
    try (PgBouncer pooler = PgBouncer.inFrontOf(plain)) {
      assertTells(
          "postgresql://postgres@127.0.0.1:" + pooler.port() + "/postgres?sslmode=disable",
          "pooler",
          "PostgreSQL itself");
    }
  }

  @Test
  void the_url_of_a_unix_socket_is_refused_with_the_form_to_use() {
    Ended ended =
        pgtether.audit("postgresql:///postgres?host=" + tls.socketDirectory() + "&user=postgres");

    assertThat(ended.exitCode()).isEqualTo(USAGE);
    Complaint.assertHelpful(ended.err(), SECRET);
    assertThat(ended.err()).contains("Unix", "postgresql://user@localhost:5432/db");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h/db?sslmode=disable&ssl=false#",
        "a.b:5432/x?socketFactory=org.springframework.context.support.ClassPathXmlApplicationContext",
        "127.0.0.1?sslmode=disable",
        "127.0.0.1&sslmode=disable",
        "127.0.0.1,127.0.0.2",
        "a b"
      })
  void a_host_that_would_smuggle_something_into_the_driver_is_refused(String host) {
    Ended byWord = pgtether.audit("host='" + host + "' user=u dbname=x");
    Ended byVariable = pgtether.with("PGHOST", host).audit("user=u dbname=x");

    for (Ended ended : new Ended[] {byWord, byVariable}) {
      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(USAGE);
      assertThat(ended.out()).isEmpty();
      Complaint.assertHelpful(ended.err(), SECRET);
    }
  }

  private static void assertTells(String url, String... tells) {
    Ended ended = pgtether.audit(url);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(COULD_NOT_AUDIT);
    assertThat(ended.out()).isEmpty();
    Complaint.assertHelpful(ended.err(), SECRET);
    assertThat(ended.err()).contains(tells);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return closed.getLocalPort();
    }
  }
}
