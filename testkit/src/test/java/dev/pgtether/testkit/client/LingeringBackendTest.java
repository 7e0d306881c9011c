package dev.pgtether.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.client.LingeringBackend.ClientExit;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.HostCommand;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The trap really is set, or a test that nobody falls into it would prove nothing. */
class LingeringBackendTest {

  @ParameterizedTest(
      name = "on PostgreSQL {0} a client that was {1} leaves a row, and a newcomer takes its port")
  @CsvSource({"15, KILLED", "15, RESET", "18, KILLED", "18, RESET"})
  @NeedsCommand("ss")
  void a_client_that_is_gone_leaves_a_row_and_a_newcomer_takes_its_port(
      int major, ClientExit clientExit) {
    try (PostgresServer server = PostgresServer.ofMajor(major).requiringPasswords().start();
        ClientLauncher clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"))) {
      // When
      LingeringBackend trap =
          LingeringBackend.create(
              server,
              clientLauncher,
              clientExit,
              List.of("select pg_sleep(20)"),
              LoginStage.ANSWERED);
      // Then: the old row, active, at the newcomer's port
      assertThat(
              server.query(
                  "select pid, state, host(client_addr), client_port from pg_stat_activity"
                      + " where backend_type = 'client backend' and client_port > 0 and state = 'active'"))
          .containsExactly(
              List.of(
                  "" + trap.backendPid(), "active", "127.0.0.1", "" + trap.newcomer().localPort()));
      // Then: the newcomer has no row before 18, and one that is only starting since
      assertThat(
              server.query(
                  "select state from pg_stat_activity where client_port > 0 and pid <> "
                      + trap.backendPid()))
          .isEqualTo(major < 18 ? List.of() : List.of(List.of("starting")));
      // Then: the newcomer's is the only established socket there
      assertThat(clientSide(server, trap))
          .contains("ESTAB")
          .contains("pid=" + trap.newcomerPid() + ",");
    }
  }

  @Test
  @NeedsCommand("ss")
  void a_newcomer_may_also_come_in_whole_as_a_second_row_with_the_same_port() {
    try (PostgresServer server = PostgresServer.ofMajor(15).requiringPasswords().start();
        ClientLauncher clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"))) {
      // When
      LingeringBackend trap =
          LingeringBackend.create(
              server,
              clientLauncher,
              ClientExit.KILLED,
              List.of("select pg_sleep(20)"),
              LoginStage.READY);
      // Then
      assertThat(
              server.query(
                  "select application_name from pg_stat_activity where client_port = "
                      + trap.newcomer().localPort()
                      + " order by backend_start"))
          .containsExactly(
              List.of(trap.applicationName()), List.of("pid-" + trap.newcomerPid() + "/newcomer"));
    }
  }

  @ParameterizedTest(
      name =
          "on PostgreSQL {0} a lingering backend begins the queries that its client had sent ahead")
  @ValueSource(ints = {15, 18})
  void a_lingering_backend_begins_queries_that_its_client_had_sent_ahead(int major) {
    try (PostgresServer server = PostgresServer.ofMajor(major).requiringPasswords().start();
        ClientLauncher clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"))) {
      // Given
      LingeringBackend trap =
          LingeringBackend.create(
              server,
              clientLauncher,
              ClientExit.KILLED,
              List.of("select pg_sleep(1.5)", "select pg_sleep(20), 'ahead'"),
              LoginStage.ANSWERED);
      String row =
          "select query like '%ahead%' and (extract(epoch from query_start) * 1000000)::bigint > "
              + trap.newcomer().connectedMicros()
              + " from pg_stat_activity where pid = "
              + trap.backendPid();
      assertThat(server.queryValue(row)).isEqualTo("f");
      // Then: a query younger than the newcomer, on a connection whose client is dead
      await().atMost(Duration.ofSeconds(10)).until(() -> server.queryValue(row).equals("t"));
    }
  }

  private static String clientSide(PostgresServer server, LingeringBackend trap) {
    return HostCommand.run(
        "ss",
        "-Htnp",
        "sport = :" + trap.newcomer().localPort() + " and dport = :" + server.port());
  }
}
