package dev.pgtether.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsIpv6;
import dev.pgtether.testkit.need.NeedsNetworkNamespaces;
import dev.pgtether.testkit.need.NeedsPidNamespaces;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.network.NetworkNamespace;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ProcessContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each kind of client is seen by PostgreSQL under the pid that its process really has. */
class ClientsTest {
  private static PostgresServer server;
  private ClientLauncher clientLauncher;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.ofMajor(18).start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void noClientsYet() {
    clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
  }

  @AfterEach
  void endClients() {
    clientLauncher.close();
    await().until(() -> applications().isEmpty());
  }

  @Test
  @NeedsCommand("psql")
  void psql_shows_its_pid_and_its_last_output() {
    PsqlSession psqlSession = clientLauncher.psql();

    assertThat(psqlSession.run("select 6 * 7")).isEqualTo("42\n");
    assertThat(applications()).containsExactly("pid-" + psqlSession.pid() + "/psql");
    assertThat(sockets(psqlSession.pid())).isNotEmpty();
  }

  @Test
  @NeedsCommand("pgbench")
  void pgbench_shows_one_pid_on_all_its_connections() {
    ClientProcess pgbench = clientLauncher.pgbench(5, Duration.ofSeconds(30));

    await().until(() -> applications().size() == 5);
    assertThat(applications()).containsOnly("pid-" + pgbench.pid() + "/pgbench");
  }

  @Test
  @NeedsCommand("pgbench")
  void a_reconnecting_pgbench_opens_a_new_session_for_each_query() {
    ClientProcess pgbench = clientLauncher.reconnectingPgbench(2, Duration.ofSeconds(1));

    pgbench.awaitExit(Duration.ofSeconds(10));
    await()
        .untilAsserted(
            () ->
                assertThat(
                        Long.parseLong(
                            server.queryValue("select sum(sessions) from pg_stat_database")))
                    .isGreaterThan(20));
  }

  @Test
  void a_pool_fills_itself_and_a_busy_one_works() {
    ClientProcess idle = clientLauncher.pool(4);
    ClientProcess busy = clientLauncher.busyPool(3, 5);

    assertThat(applications()).filteredOn(("pid-" + idle.pid() + "/pool")::equals).hasSize(4);
    assertThat(applications()).filteredOn(("pid-" + busy.pid() + "/pool")::equals).hasSize(3);
    String queries =
        "select count(*) from pg_stat_activity where query like '%pg_sleep%' and application_name = 'pid-"
            + busy.pid()
            + "/pool'";
    await().until(() -> server.queryValue(queries).equals("3"));
  }

  @Test
  void a_python_process_shows_its_pid() {
    ClientProcess python = clientLauncher.psycopg(3);

    assertThat(applications()).hasSize(3).containsOnly("pid-" + python.pid() + "/python");
  }

  @Test
  @NeedsCommand("bash")
  void a_forked_client_is_held_by_two_processes_and_survives_its_parent() {
    // Given
    ForkedClient shared = clientLauncher.forked();
    await().until(() -> applications().equals(List.of(shared.applicationName())));
    // Then
    assertThat(shared.holders()).hasSize(2).contains(shared.pid());
    List<Set<String>> held =
        shared.holders().stream().map(ClientsTest::sockets).distinct().toList();
    assertThat(held).as("the socket inodes of both").hasSize(1).doesNotContain(Set.of());
    // When
    shared.kill();
    // Then
    assertThat(shared.holders()).hasSize(1).doesNotContain(shared.pid());
    assertThat(applications()).containsExactly(shared.applicationName());
  }

  @Test
  @NeedsPidNamespaces
  @NeedsCommand("psql")
  void a_client_in_a_child_pid_namespace_shows_the_pid_that_the_host_sees() throws IOException {
    PsqlSession psqlSession =
        clientLauncher.from(ProcessContext.ofThisJvm().inChildPidNamespace()).psql();

    assertThat(applications()).containsExactly("pid-" + psqlSession.pid() + "/psql");
    assertThat(Files.readString(Path.of("/proc/" + psqlSession.pid() + "/comm")))
        .isEqualTo("psql\n");
    assertThat(Files.readAllLines(Path.of("/proc/" + psqlSession.pid() + "/status")))
        .contains("NSpid:\t" + psqlSession.pid() + "\t1");
  }

  @Test
  @NeedsRoot
  @NeedsCommand({"psql", "setpriv"})
  void a_client_of_another_user_runs_as_that_user() throws IOException {
    PsqlSession psqlSession = clientLauncher.from(ProcessContext.ofThisJvm().asUser(4321)).psql();

    assertThat(applications()).containsExactly("pid-" + psqlSession.pid() + "/psql");
    assertThat(Files.getAttribute(Path.of("/proc/" + psqlSession.pid()), "unix:uid"))
        .isEqualTo(4321);
  }

  @Test
  @NeedsNetworkNamespaces
  @NeedsCommand("psql")
  void clients_and_servers_meet_across_network_namespaces() {
    // Given
    try (NetworkNamespace here = NetworkNamespace.create();
        NetworkNamespace there = NetworkNamespace.create()) {
      here.connect("10.77.0.1/24", there, "10.77.0.2/24");
      here.connect("fd77::1/64", there, "fd77::2/64");
      try (PostgresServer remote =
              PostgresServer.ofMajor(17)
                  .inNetworkNamespace(there)
                  .listeningOn("10.77.0.2", "fd77::2")
                  .port(5432)
                  .start();
          ClientLauncher visitors =
              ClientLauncher.of(remote.addressAt("10.77.0.2"))
                  .from(ProcessContext.ofThisJvm().inNetworkNamespace(here))) {
        // When
        PsqlSession four = visitors.psql();
        PsqlSession six = visitors.to(remote.addressAt("fd77::2")).psql();
        // Then
        assertThat(
                remote.query(
                    "select host(client_addr), application_name from pg_stat_activity"
                        + " where application_name like 'pid-%' order by 1"))
            .containsExactly(
                List.of("10.77.0.1", "pid-" + four.pid() + "/psql"),
                List.of("fd77::1", "pid-" + six.pid() + "/psql"));
      }
    }
  }

  @Test
  @NeedsIpv6
  void a_wire_client_chooses_its_port_and_family() throws IOException {
    // Given
    ScriptedClient wire = clientLauncher.scripted();
    // When
    ScriptedConnection any = wire.open(clientLauncher.request());
    any.close();
    await().until(() -> applications().isEmpty());
    wire.open(clientLauncher.request().overMappedSocket().named("mapped"));
    wire.open(clientLauncher.to(server.addressAt("::1")).request().from("::1", 0).named("six"));
    wire.open(
        clientLauncher
            .to(server.addressAt(server.socketDirectory().toString()))
            .request()
            .named("unix"));
    // Then
    assertThat(
            server.query(
                "select coalesce(host(client_addr), 'unix') from pg_stat_activity"
                    + " where application_name like 'pid-"
                    + wire.pid()
                    + "/%' order by 1"))
        .containsExactly(List.of("127.0.0.1"), List.of("::1"), List.of("unix"));
    assertThat(Files.readString(Path.of("/proc/" + wire.pid() + "/net/tcp6")))
        .as("the IPv4-mapped socket")
        .containsPattern(
            "0000000000000000FFFF00000100007F:\\p{XDigit}{4} 0000000000000000FFFF00000100007F:"
                + hex());
  }

  private static String hex() {
    return "%04X".formatted(server.port());
  }

  private static List<String> applications() {
    return server
        .query("select application_name from pg_stat_activity where application_name like 'pid-%'")
        .stream()
        .map(List::getFirst)
        .toList();
  }

  private static Set<String> sockets(long pid) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return descriptors
          .map(ClientsTest::target)
          .filter(target -> target.startsWith("socket:"))
          .collect(Collectors.toSet());
    } catch (IOException gone) {
      throw new AssertionError("process " + pid + " is gone", gone);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException gone) {
      return "";
    }
  }
}
