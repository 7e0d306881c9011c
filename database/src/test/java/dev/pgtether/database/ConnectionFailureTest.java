package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where no PostgreSQL answers, or something else does. */
class ConnectionFailureTest {

  @TempDir Path home;

  @Test
  void reports_a_host_name_without_an_address() {
    // Given .invalid, which never has one (RFC 6761)
    ConnectionTarget connectionTarget = target("postgresql://u@db.pgtether.invalid/x");

    // Then
    DatabaseFailure failure = FailureAssertions.ofOpening(connectionTarget);
    assertThat(failure.problem()).isEqualTo(Problem.CANNOT_RESOLVE);
    assertThat(failure.getMessage()).contains("db.pgtether.invalid");
  }

  @Test
  void reports_that_nothing_listens_on_the_port() throws Exception {
    // Given
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    // Then
    DatabaseFailure failure =
        FailureAssertions.ofOpening(target("postgresql://u@127.0.0.1:" + port + "/x"));
    assertThat(failure.problem()).isEqualTo(Problem.REFUSED);
    assertThat(failure.getMessage()).contains("127.0.0.1:" + port);
  }

  @ParameterizedTest(name = "sslmode={0}")
  @ValueSource(strings = {"disable", "verify-full"})
  void gives_up_on_a_server_that_never_answers(String mode) throws Exception {
    // Given a socket that connects, because the kernel accepts for it, and stays silent
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      ConnectionTarget connectionTarget =
          target(
              "postgresql://u@127.0.0.1:%d/x?connect_timeout=1&sslmode=%s"
                  .formatted(silent.getLocalPort(), mode));

      // When
      long begin = System.nanoTime();
      DatabaseFailure failure = FailureAssertions.ofOpening(connectionTarget);

      // Then
      assertThat(failure.problem()).isEqualTo(Problem.TIMED_OUT);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
    }
  }

  @Test
  void gives_up_on_a_server_that_sends_single_bytes() throws Exception {
    // Given
    try (FakeServer dripping =
        FakeServer.start(
            socket -> {
              var out = FakeServer.readStartupPacket(socket);
              out.write(new byte[] {'E', 0, 0, 0, 100});
              for (int i = 0; i < 95; i++) {
                out.write('x');
                out.flush();
                Thread.sleep(100);
              }
            })) {

      // When
      long begin = System.nanoTime();
      DatabaseFailure failure =
          FailureAssertions.ofOpening(target(dripping.url("sslmode=disable")));

      // Then
      assertThat(failure.problem()).isEqualTo(Problem.TIMED_OUT);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @ParameterizedTest(name = "sslmode={0}")
  @ValueSource(strings = {"disable", "verify-full"})
  void recognises_that_a_web_server_is_not_postgres(String mode) throws Exception {
    // Given
    try (FakeServer web =
        FakeServer.start(
            socket -> {
              socket.getInputStream().read(new byte[8]);
              socket
                  .getOutputStream()
                  .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              socket.shutdownOutput();
              socket.getInputStream().readAllBytes();
            })) {

      // Then
      DatabaseFailure failure = FailureAssertions.ofOpening(target(web.url("sslmode=" + mode)));
      assertThat(failure.problem()).isEqualTo(Problem.NOT_POSTGRES);
    }
  }

  @ParameterizedTest(name = "sslmode={0}")
  @ValueSource(strings = {"disable", "verify-full"})
  void recognises_that_a_server_that_drops_the_connection_is_not_postgres(String mode)
      throws Exception {
    // Given
    try (FakeServer dropping = FakeServer.start(socket -> {})) {

      // Then
      DatabaseFailure failure =
          FailureAssertions.ofOpening(target(dropping.url("sslmode=" + mode)));
      assertThat(failure.problem()).isEqualTo(Problem.NOT_POSTGRES);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"13.22", "13.22 (Debian 13.22-1)", "12.22"})
  void refuses_a_version_that_is_too_old(String version) throws Exception {
    // Given no real server: PostgreSQL 13 is not kept for tests
    try (FakeServer old =
        FakeServer.acceptingLogin(Map.of("server_version", version, "client_encoding", "UTF8"))) {

      // Then
      DatabaseFailure failure = FailureAssertions.ofOpening(target(old.url("sslmode=disable")));
      assertThat(failure.problem()).isEqualTo(Problem.UNSUPPORTED_VERSION);
      assertThat(failure.getMessage()).contains("14");
    }
  }

  @Test
  void removes_terminal_control_characters_from_server_messages() throws Exception {
    // Given
    String hostile = "\u001b[2J\u202e" + "x\n".repeat(2000);
    try (FakeServer evil = FakeServer.rejectingLogin("XX000", hostile)) {

      // Then
      DatabaseFailure failure = FailureAssertions.ofOpening(target(evil.url("sslmode=disable")));
      assertThat(failure.problem()).isEqualTo(Problem.BAD_ANSWER);
    }
  }

  @Test
  void reports_the_same_problem_in_another_locale() throws Exception {
    // Given
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try (FakeServer withoutTls =
        FakeServer.start(
            socket -> {
              FakeServer.readStartupPacket(socket).write('N');
            })) {

      // Then
      assertThat(FailureAssertions.ofOpening(target(withoutTls.url())).problem())
          .isEqualTo(Problem.TLS_UNAVAILABLE);
    } finally {
      Locale.setDefault(before);
    }
  }

  private ConnectionTarget target(String url) {
    return ConnectionTarget.parse(url, Map.of(), home);
  }
}
