package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real PgBouncer between the audit and PostgreSQL. */
class PoolerDetectionTest {

  @TempDir Path directory;

  @ParameterizedTest(name = "pool_mode={0}")
  @ValueSource(strings = {"transaction", "session", "statement"})
  void recognises_a_pooler_before_it_changes_any_session_setting(String mode) throws Exception {
    // Given
    Path pgbouncer =
        Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(pgbouncer != null, "needs PgBouncer (apt-get install pgbouncer)");
    try (TestServer postgres = TestServer.start(18)) {
      int port = freePort();
      Process pooler = start(pgbouncer, configuration(mode, port, postgres.port()));
      try {
        awaitListening(port, pooler);
        ConnectionTarget connectionTarget =
            ConnectionTarget.parse(
                "postgresql://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable",
                Map.of(),
                directory);

        // Then
        DatabaseFailure failure = FailureAssertions.ofOpening(connectionTarget);
        assertThat(failure.problem()).isEqualTo(Problem.POOLER_IN_PATH);
        assertThat(failure.getMessage()).contains("127.0.0.1:" + port);
        assertThat(readOnlyBehind(port)).isEqualTo("off");
      } finally {
        pooler.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  /** What the next client of the pooler's one server connection finds. */
  private static String readOnlyBehind(int port) throws Exception {
    try (Connection next =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable&user=postgres");
        Statement statement = next.createStatement();
        ResultSet row = statement.executeQuery("show default_transaction_read_only")) {
      row.next();
      return row.getString(1);
    }
  }

  private Path configuration(String mode, int port, int postgresPort) throws Exception {
    return Files.writeString(
        directory.resolve("pgbouncer.ini"),
        """
        [databases]
        postgres = host=127.0.0.1 port=%d dbname=postgres user=postgres
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = %s
        default_pool_size = 1
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(postgresPort, port, mode));
  }

  /** It refuses to run as root; in a user namespace of its own it is nobody. */
  private static Process start(Path pgbouncer, Path configuration) throws Exception {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(pgbouncer.toString(), configuration.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(configuration.resolveSibling("pgbouncer.log").toFile())
        .start();
  }

  private void awaitListening(int port, Process pooler) throws Exception {
    for (int i = 0; i < 250; i++) {
      assertThat(pooler.isAlive()).as(() -> log()).isTrue();
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (java.io.IOException notYet) {
        Thread.sleep(20);
      }
    }
    throw new IllegalStateException("PgBouncer does not listen: " + log());
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("pgbouncer.log"));
    } catch (java.io.IOException none) {
      return "no log";
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
