package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that want to take up a client's memory. */
@Timeout(120)
class HostileServerTest {

  /** Classes are loaded, TLS is spoken, certificates are read. */
  private static final long MAX_ALLOCATED = 24 << 20;

  @TempDir static Path home;

  private static SSLContext certificate;

  @BeforeAll
  static void make() throws Exception {
    TestCertificates certificates = new TestCertificates(home);
    certificates.authority("hostile");
    certificate = certificates.context();
  }

  @ParameterizedTest
  @EnumSource
  void a_flooding_server_is_cut_off_with_a_reason(FloodAttack floodAttack) throws Exception {
    try (FakeServer hostile = FakeServer.start(floodAttack::handle)) {
      checkRejected(floodAttack, hostile.url("sslmode=disable"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_flooding_server_is_cut_off_with_a_reason_over_tls(FloodAttack floodAttack)
      throws Exception {
    try (FakeServer hostile = FakeServer.startOverTls(certificate, floodAttack::handle)) {
      checkRejected(floodAttack, hostile.url("sslmode=require", "connect_timeout=10"));
    }
  }

  private static void checkRejected(FloodAttack floodAttack, String url) {
    // When
    ConnectionTarget connectionTarget =
        ConnectionTarget.parse(url.replace("connect_timeout=1&", ""), Map.of(), home);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    long begin = System.nanoTime();
    DatabaseFailure failure = FailureAssertions.ofOpening(connectionTarget);

    // Then
    assertThat(failure.problem()).as(failure.getMessage()).isIn(expectedProblems(floodAttack));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_ALLOCATED);
  }

  private static List<Problem> expectedProblems(FloodAttack floodAttack) {
    return switch (floodAttack) {
      case HIDES_A_GIGABYTE_IN_A_ROW, SENDS_A_STRING_WITHOUT_END, SENDS_3000_COLUMNS ->
          List.of(Problem.BAD_ANSWER);
      default -> List.of(Problem.ANSWER_TOO_LARGE);
    };
  }

  @Test
  void flooding_servers_do_not_exhaust_a_small_process() throws Exception {
    // Given
    List<FakeServer> servers = new ArrayList<>();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                OpenSessionsProgram.class.getName()));
    try (TestServer postgres = TestServer.start(18)) {
      postgres.execute("create role someone login", "create database db");
      for (FloodAttack floodAttack : FloodAttack.values()) {
        servers.add(FakeServer.start(floodAttack::handle));
        if (floodAttack.isAfterLogIn()) {
          servers.add(
              FakeServer.start(socket -> turnHostile(socket, postgres.port(), floodAttack)));
        }
      }
      servers.forEach(server -> command.add(server.url("sslmode=disable")));

      // When
      Process small = new ProcessBuilder(command).redirectErrorStream(true).start();
      List<String> said;
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(small.getInputStream(), StandardCharsets.UTF_8))) {
        said = lines.lines().toList();
      }

      // Then
      assertThat(small.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(said)
          .hasSize(servers.size())
          .allMatch(line -> line.matches("(ANSWER_TOO_LARGE|BAD_ANSWER) .*"));
      assertThat(small.exitValue()).isZero();
    } finally {
      for (FakeServer server : servers) {
        server.close();
      }
    }
  }

  /** A real server until the activity is asked for. */
  private static void turnHostile(Socket client, int port, FloodAttack floodAttack)
      throws java.io.IOException, InterruptedException {
    try (Socket real = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Thread answers = Thread.ofVirtual().start(() -> copy(real, client));
      byte[] bytes = new byte[8192];
      InputStream asked = client.getInputStream();
      OutputStream on = real.getOutputStream();
      for (int count = asked.read(bytes); count >= 0; count = asked.read(bytes)) {
        if (new String(bytes, 0, count, StandardCharsets.ISO_8859_1)
            .contains("pg_stat_get_activity(null)")) {
          break;
        }
        on.write(bytes, 0, count);
      }
      real.shutdownOutput();
      answers.join();
      floodAttack.send(new java.io.BufferedOutputStream(client.getOutputStream(), 16 << 10));
      client.getInputStream().readAllBytes();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (java.io.IOException ended) {
      // by the other direction
    }
  }
}
