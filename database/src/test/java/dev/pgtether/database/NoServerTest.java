package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.database.DatabaseFailure.Problem;
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
class NoServerTest {

  @TempDir Path home;

  @Test
  void saysThatTheNameHasNoAddress() {
    // Given .invalid, which never has one (RFC 6761)
    Target target = target("postgresql://u@db.pgtether.invalid/x");

    // Then
    DatabaseFailure failure = Failures.ofOpening(target);
    assertThat(failure.problem()).isEqualTo(Problem.CANNOT_RESOLVE);
    assertThat(failure.getMessage()).contains("db.pgtether.invalid");
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    // Given
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    // Then
    DatabaseFailure failure = Failures.ofOpening(target("postgresql://u@127.0.0.1:" + port + "/x"));
    assertThat(failure.problem()).isEqualTo(Problem.REFUSED);
    assertThat(failure.getMessage()).contains("127.0.0.1:" + port);
  }

  @ParameterizedTest(name = "sslmode={0}")
  @ValueSource(strings = {"disable", "verify-full"})
  void givesUpOnAServerThatNeverAnswers(String mode) throws Exception {
    // Given a socket that connects, because the kernel accepts for it, and stays silent
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Target target =
          target(
              "postgresql://u@127.0.0.1:%d/x?connect_timeout=1&sslmode=%s"
                  .formatted(silent.getLocalPort(), mode));

      // When
      long begin = System.nanoTime();
      DatabaseFailure failure = Failures.ofOpening(target);

      // Then
      assertThat(failure.problem()).isEqualTo(Problem.TIMED_OUT);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
    }
  }

  @Test
  void givesUpOnAServerThatSendsAByteNowAndThen() throws Exception {
    // Given
    try (FakeServer dripping =
        FakeServer.start(
            socket -> {
              var out = FakeServer.afterStartup(socket);
              out.write(new byte[] {'E', 0, 0, 0, 100});
              for (int i = 0; i < 95; i++) {
                out.write('x');
                out.flush();
                Thread.sleep(100);
              }
            })) {

      // When
      long begin = System.nanoTime();
      DatabaseFailure failure = Failures.ofOpening(target(dripping.url("sslmode=disable")));

      // Then
      assertThat(failure.problem()).isEqualTo(Problem.TIMED_OUT);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @ParameterizedTest(name = "sslmode={0}")
  @ValueSource(strings = {"disable", "verify-full"})
  void knowsThatAWebServerIsNoPostgres(String mode) throws Exception {
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
      DatabaseFailure failure = Failures.ofOpening(target(web.url("sslmode=" + mode)));
      assertThat(failure.problem()).isEqualTo(Problem.NOT_POSTGRES);
    }
  }

  @ParameterizedTest(name = "sslmode={0}")
  @ValueSource(strings = {"disable", "verify-full"})
  void knowsThatWhoeverDropsTheConnectionIsNoLivePostgres(String mode) throws Exception {
    // Given
    try (FakeServer dropping = FakeServer.start(socket -> {})) {

      // Then
      DatabaseFailure failure = Failures.ofOpening(target(dropping.url("sslmode=" + mode)));
      assertThat(failure.problem()).isEqualTo(Problem.NOT_POSTGRES);
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"13.22", "13.22 (Debian 13.22-1)", "12.22"})
  void refusesAVersionThatIsTooOld(String version) throws Exception {
    // Given no real server: PostgreSQL 13 is not kept for tests
    try (FakeServer old =
        FakeServer.loggingIn(Map.of("server_version", version, "client_encoding", "UTF8"))) {

      // Then
      DatabaseFailure failure = Failures.ofOpening(target(old.url("sslmode=disable")));
      assertThat(failure.problem()).isEqualTo(Problem.UNSUPPORTED_VERSION);
      assertThat(failure.getMessage()).contains("14");
    }
  }

  @Test
  void showsNothingOfAServersTextThatATerminalObeys() throws Exception {
    // Given
    String hostile = "\u001b[2J\u202e" + "x\n".repeat(2000);
    try (FakeServer evil = FakeServer.refusing("XX000", hostile)) {

      // Then
      DatabaseFailure failure = Failures.ofOpening(target(evil.url("sslmode=disable")));
      assertThat(failure.problem()).isEqualTo(Problem.BAD_ANSWER);
    }
  }

  @Test
  void tellsTheSameReasonsInAnotherLocale() throws Exception {
    // Given
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try (FakeServer withoutTls =
        FakeServer.start(
            socket -> {
              FakeServer.afterStartup(socket).write('N');
            })) {

      // Then
      assertThat(Failures.ofOpening(target(withoutTls.url())).problem())
          .isEqualTo(Problem.TLS_UNAVAILABLE);
    } finally {
      Locale.setDefault(before);
    }
  }

  private Target target(String url) {
    return Target.parse(url, Map.of(), home);
  }
}
