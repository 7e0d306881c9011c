package dev.pgtether.testkit.it.roads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.ClientProcess;
import dev.pgtether.testkit.client.ForkedClient;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Document;
import dev.pgtether.testkit.it.program.Ended;
import dev.pgtether.testkit.it.program.Pgtether;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsIpv6;
import dev.pgtether.testkit.need.NeedsPidNamespaces;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ProcessContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way to a server on this host, audited by the program as a person runs it. */
class AddressesIT {
  private static PostgresServer server;
  private static Pgtether pgtether;
  private ClientLauncher clientLauncher;

  @BeforeAll
  static void start() {
    pgtether = Pgtether.install();
    server = PostgresServer.ofMajor(18).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    pgtether.close();
  }

  @BeforeEach
  void noClientsYet() {
    clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
  }

  @AfterEach
  void endClients() {
    clientLauncher.close();
  }

  @Test
  @NeedsIpv6
  void ipv4_ipv6_mapped_and_unix_connections_are_each_exact() {
    // Given
    ScriptedClient wire = clientLauncher.scripted();
    wire.open(clientLauncher.request().named("four"));
    wire.open(clientLauncher.to(server.addressAt("::1")).request().named("six"));
    wire.open(clientLauncher.request().overMappedSocket().named("mapped"));
    wire.open(
        clientLauncher
            .to(server.addressAt(server.socketDirectory().toString()))
            .request()
            .named("unix"));
    // When
    Ended ended = pgtether.audit(Auditor.url(server.addressAt("127.0.0.1")));
    // Then an ordinary user's audit is right and says that it is not complete
    assertThat(ended.exitCode())
        .as(ended.err())
        .isIn(0, ended.err().contains("not seen: ") ? 3 : 0);
    Map.of("four", "127.0.0.1:", "six", "[::1]:", "mapped", "127.0.0.1:", "unix", "null")
        .forEach(
            (road, address) -> {
              Document.Row row = ended.document().rowOf("pid-" + wire.pid() + "/" + road);
              assertThat(row.verdict()).as(road).isEqualTo("EXACT");
              assertThat(row.pids()).as(road).containsExactly(wire.pid());
              assertThat(row.clientAddress()).startsWith(address);
            });
  }

  @Test
  @NeedsCommand("psql")
  @NeedsIpv6
  void real_clients_over_every_road_are_each_exact() {
    // Given
    clientLauncher.psql();
    clientLauncher.to(server.addressAt("::1")).psql();
    clientLauncher.to(server.addressAt(server.socketDirectory().toString())).psql();
    clientLauncher.pool(2);
    clientLauncher.to(server.addressAt("::1")).pool(2);
    // When
    Ended ended = pgtether.audit(Auditor.url(server.addressAt("::1")));
    // Then
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    ended.document().truth().assertNothingWrong();
    assertThat(ended.document().truth().verdicts()).isEqualTo(Map.of("EXACT", 7));
  }

  @Test
  @NeedsCommand("bash")
  void a_forked_socket_names_both_holders_and_after_the_parents_death_the_child_alone() {
    // Given
    ForkedClient shared = clientLauncher.forked();
    awaitRow(shared.applicationName());
    // When
    Document both = pgtether.audit(Auditor.url(server.addressAt("127.0.0.1"))).document();
    shared.kill();
    Document orphan = pgtether.audit(Auditor.url(server.addressAt("127.0.0.1"))).document();
    // Then
    assertThat(both.rowOf(shared.applicationName()).pids())
        .hasSize(2)
        .containsAll(shared.holders())
        .contains(shared.pid());
    assertThat(both.rowOf(shared.applicationName()).codes()).contains("SHARED_BY_PROCESSES");
    assertThat(orphan.rowOf(shared.applicationName()).verdict()).isEqualTo("EXACT");
    assertThat(orphan.rowOf(shared.applicationName()).pids())
        .isEqualTo(shared.holders())
        .hasSize(1);
  }

  @Test
  @NeedsPidNamespaces
  @NeedsCommand("psql")
  void a_client_in_a_child_pid_namespace_is_named_by_the_pid_that_this_host_sees() {
    // Given
    ClientProcess psql =
        clientLauncher.from(ProcessContext.ofThisJvm().inChildPidNamespace()).psql();
    // When
    Document document = pgtether.audit(Auditor.url(server.addressAt("127.0.0.1"))).document();
    // Then
    Document.Row row = document.rowOf("pid-" + psql.pid() + "/psql");
    assertThat(row.verdict()).isEqualTo("EXACT");
    assertThat(row.pids()).isEqualTo(Set.of(psql.pid()));
  }

  @Test
  @NeedsRoot
  @NeedsCommand({"psql", "setpriv"})
  void a_client_of_another_user_is_named_for_root() {
    // Given
    ClientProcess psql = clientLauncher.from(ProcessContext.ofThisJvm().asUser(4321)).psql();
    // When
    Document document = pgtether.audit(Auditor.url(server.addressAt("127.0.0.1"))).document();
    // Then
    assertThat(document.rowOf("pid-" + psql.pid() + "/psql").pids()).containsExactly(psql.pid());
  }

  private static void awaitRow(String application) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                server
                    .queryValue(
                        "select count(*) from pg_stat_activity where application_name = '"
                            + application
                            + "' and state = 'idle'")
                    .equals("1"));
  }
}
