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
import dev.pgtether.testkit.process.Place;
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
  private Clients clients;

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
    clients = Clients.of(server.at("127.0.0.1"));
  }

  @AfterEach
  void endClients() {
    clients.close();
    await().until(() -> applications().isEmpty());
  }

  @Test
  @NeedsCommand("psql")
  void psql_shows_its_pid_and_its_last_output() {
    Psql psql = clients.psql();

    assertThat(psql.run("select 6 * 7")).isEqualTo("42\n");
    assertThat(applications()).containsExactly("pid-" + psql.pid() + "/psql");
    assertThat(sockets(psql.pid())).isNotEmpty();
  }

  @Test
  @NeedsCommand("pgbench")
  void pgbench_shows_one_pid_on_all_its_connections() {
    Client pgbench = clients.pgbench(5, Duration.ofSeconds(30));

    await().until(() -> applications().size() == 5);
    assertThat(applications()).containsOnly("pid-" + pgbench.pid() + "/pgbench");
  }

  @Test
  @NeedsCommand("pgbench")
  void a_reconnecting_pgbench_opens_a_new_session_for_each_query() {
    Client pgbench = clients.reconnectingPgbench(2, Duration.ofSeconds(1));

    pgbench.join(Duration.ofSeconds(10));
    await()
        .untilAsserted(
            () ->
                assertThat(Long.parseLong(server.ask("select sum(sessions) from pg_stat_database")))
                    .isGreaterThan(20));
  }

  @Test
  void a_pool_fills_itself_and_a_busy_one_works() {
    Client idle = clients.pool(4);
    Client busy = clients.busyPool(3, 5);

    assertThat(applications()).filteredOn(("pid-" + idle.pid() + "/pool")::equals).hasSize(4);
    assertThat(applications()).filteredOn(("pid-" + busy.pid() + "/pool")::equals).hasSize(3);
    String queries =
        "select count(*) from pg_stat_activity where query like '%pg_sleep%' and application_name = 'pid-"
            + busy.pid()
            + "/pool'";
    await().until(() -> server.ask(queries).equals("3"));
  }

  @Test
  void a_python_process_shows_its_pid() {
    Client python = clients.python(3);

    assertThat(applications()).hasSize(3).containsOnly("pid-" + python.pid() + "/python");
  }

  @Test
  @NeedsCommand("bash")
  void a_forked_client_is_held_by_two_processes_and_survives_its_parent() {
    // Given
    SharedSocket shared = clients.forked();
    await().until(() -> applications().equals(List.of(shared.application())));
    // Then
    assertThat(shared.holders()).hasSize(2).contains(shared.pid());
    List<Set<String>> held =
        shared.holders().stream().map(ClientsTest::sockets).distinct().toList();
    assertThat(held).as("the socket inodes of both").hasSize(1).doesNotContain(Set.of());
    // When
    shared.kill();
    // Then
    assertThat(shared.holders()).hasSize(1).doesNotContain(shared.pid());
    assertThat(applications()).containsExactly(shared.application());
  }

  @Test
  @NeedsPidNamespaces
  @NeedsCommand("psql")
  void a_client_in_a_child_pid_namespace_shows_the_pid_that_the_host_sees() throws IOException {
    Psql psql = clients.from(Place.here().inChildPidNamespace()).psql();

    assertThat(applications()).containsExactly("pid-" + psql.pid() + "/psql");
    assertThat(Files.readString(Path.of("/proc/" + psql.pid() + "/comm"))).isEqualTo("psql\n");
    assertThat(Files.readAllLines(Path.of("/proc/" + psql.pid() + "/status")))
        .contains("NSpid:\t" + psql.pid() + "\t1");
  }

  @Test
  @NeedsRoot
  @NeedsCommand({"psql", "setpriv"})
  void a_client_of_another_user_runs_as_that_user() throws IOException {
    Psql psql = clients.from(Place.here().as(4321)).psql();

    assertThat(applications()).containsExactly("pid-" + psql.pid() + "/psql");
    assertThat(Files.getAttribute(Path.of("/proc/" + psql.pid()), "unix:uid")).isEqualTo(4321);
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
                  .in(there)
                  .listeningOn("10.77.0.2", "fd77::2")
                  .port(5432)
                  .start();
          Clients visitors = Clients.of(remote.at("10.77.0.2")).from(Place.here().in(here))) {
        // When
        Psql four = visitors.psql();
        Psql six = visitors.to(remote.at("fd77::2")).psql();
        // Then
        assertThat(
                remote.rows(
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
    WireClient wire = clients.wire();
    // When
    WireConnection any = wire.open(clients.request());
    any.close();
    await().until(() -> applications().isEmpty());
    wire.open(clients.request().overMappedSocket().named("mapped"));
    wire.open(clients.to(server.at("::1")).request().from("::1", 0).named("six"));
    wire.open(clients.to(server.at(server.socketDirectory().toString())).request().named("unix"));
    // Then
    assertThat(
            server.rows(
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
        .rows("select application_name from pg_stat_activity where application_name like 'pid-%'")
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
