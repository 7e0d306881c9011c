package dev.pgtether.testkit.it.roads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.ClientProcess;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Document;
import dev.pgtether.testkit.it.program.Ended;
import dev.pgtether.testkit.it.program.Pgtether;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsNetworkNamespaces;
import dev.pgtether.testkit.network.NetworkNamespace;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ProcessContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients, servers and the audit in network namespaces, as containers are. */
@NeedsNetworkNamespaces
class NamespacesIT {
  private static final int SERVER_PORT = 15432;
  private static final int CLIENT_PORT = 40123;
  private static Pgtether pgtether;

  @BeforeAll
  static void install() {
    pgtether = Pgtether.install();
  }

  @AfterAll
  static void uninstall() {
    pgtether.close();
  }

  @Test
  void the_same_loopback_address_and_port_in_two_namespaces_is_told_apart() {
    try (NetworkNamespace one = NetworkNamespace.create();
        NetworkNamespace other = NetworkNamespace.create();
        PostgresServer first = serverIn(one, 18);
        PostgresServer second = serverIn(other, 15);
        ClientLauncher clientLauncher = ClientLauncher.of(first.addressAt("127.0.0.1"))) {
      // Given
      ScriptedClient here =
          clientLauncher.from(ProcessContext.ofThisJvm().inNetworkNamespace(one)).scripted();
      ScriptedClient there =
          clientLauncher.from(ProcessContext.ofThisJvm().inNetworkNamespace(other)).scripted();
      here.open(clientLauncher.request().from("127.0.0.1", CLIENT_PORT));
      there.open(
          clientLauncher
              .to(second.addressAt("127.0.0.1"))
              .request()
              .from("127.0.0.1", CLIENT_PORT));
      // Then
      assertExact(auditFrom(one, first, "127.0.0.1"), "pid-" + here.pid(), here.pid());
      assertExact(auditFrom(other, second, "127.0.0.1"), "pid-" + there.pid(), there.pid());
    }
  }

  @Test
  @NeedsCommand("psql")
  void a_client_in_another_namespace_is_found_from_the_servers_its_own_and_a_third() {
    try (NetworkNamespace servers = NetworkNamespace.create();
        NetworkNamespace clientsOwn = NetworkNamespace.create();
        NetworkNamespace third = NetworkNamespace.create()) {
      servers.connect("10.77.0.1/24", clientsOwn, "10.77.0.2/24");
      servers.connect("10.78.0.1/24", third, "10.78.0.2/24");
      servers.connect("fd77::1/64", clientsOwn, "fd77::2/64");
      try (PostgresServer server =
              PostgresServer.ofMajor(18)
                  .inNetworkNamespace(servers)
                  .listeningOn("127.0.0.1", "10.77.0.1", "10.78.0.1", "fd77::1")
                  .start();
          ClientLauncher clientLauncher =
              ClientLauncher.of(server.addressAt("10.77.0.1"))
                  .from(ProcessContext.ofThisJvm().inNetworkNamespace(clientsOwn))) {
        // Given
        ClientProcess four = clientLauncher.psql();
        ClientProcess six = clientLauncher.to(server.addressAt("fd77::1")).psql();
        ClientProcess neighbour =
            clientLauncher
                .to(server.addressAt("127.0.0.1"))
                .from(ProcessContext.ofThisJvm().inNetworkNamespace(servers))
                .psql();
        // Then
        for (Document document :
            new Document[] {
              auditFrom(servers, server, "127.0.0.1"),
              auditFrom(clientsOwn, server, "10.77.0.1"),
              auditFrom(third, server, "10.78.0.1")
            }) {
          for (ClientProcess clientProcess : new ClientProcess[] {four, six, neighbour}) {
            assertExact(document, "pid-" + clientProcess.pid() + "/psql", clientProcess.pid());
          }
        }
      }
    }
  }

  @Test
  @NeedsCommand("psql")
  void who_looks_into_its_own_namespace_only_says_so_and_names_nobody_elsewhere() {
    try (NetworkNamespace servers = NetworkNamespace.create();
        NetworkNamespace clientsOwn = NetworkNamespace.create()) {
      servers.connect("10.77.0.1/24", clientsOwn, "10.77.0.2/24");
      try (PostgresServer server =
              PostgresServer.ofMajor(18)
                  .inNetworkNamespace(servers)
                  .listeningOn("127.0.0.1", "10.77.0.1")
                  .start();
          ClientLauncher clientLauncher =
              ClientLauncher.of(server.addressAt("10.77.0.1"))
                  .from(ProcessContext.ofThisJvm().inNetworkNamespace(clientsOwn))) {
        // Given
        ClientProcess away = clientLauncher.psql();
        // When
        Ended ended =
            pgtether
                .from(ProcessContext.ofThisJvm().inNetworkNamespace(servers))
                .run(
                    "audit",
                    "-o",
                    "json",
                    "--own-namespace",
                    Auditor.url(server.addressAt("127.0.0.1")));
        // Then
        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.document().gaps()).containsKey("NAMESPACES_NOT_ASKED");
        assertThat(ended.document().rowOf("pid-" + away.pid() + "/psql").pids()).isEmpty();
        assertThat(ended.err()).contains("not seen: ", "--own-namespace");
      }
    }
  }

  private static PostgresServer serverIn(NetworkNamespace namespace, int major) {
    return PostgresServer.ofMajor(major)
        .inNetworkNamespace(namespace)
        .listeningOn("127.0.0.1")
        .port(SERVER_PORT)
        .start();
  }

  private static Document auditFrom(
      NetworkNamespace namespace, PostgresServer server, String address) {
    return pgtether
        .from(ProcessContext.ofThisJvm().inNetworkNamespace(namespace))
        .audit(Auditor.url(server.addressAt(address)))
        .document();
  }

  private static void assertExact(Document document, String application, long pid) {
    Document.Row row = document.rowOf(application);
    assertThat(row.verdict()).as(document.text()).isEqualTo("EXACT");
    assertThat(row.pids()).containsExactly(pid);
  }
}
