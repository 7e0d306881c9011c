package dev.pgtether.testkit.it.roads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.client.ScriptedConnection;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Document;
import dev.pgtether.testkit.it.program.Pgtether;
import dev.pgtether.testkit.postgres.PostgresServer;
import org.junit.jupiter.api.Test;

/** One local address and port may serve a connection to each of two servers. */
class TwoServersIT {

  @Test
  void two_servers_reached_from_the_same_local_port_by_one_process_are_both_exact() {
    try (PostgresServer one = PostgresServer.ofMajor(15).start();
        PostgresServer other = PostgresServer.ofMajor(18).start();
        ClientLauncher clientLauncher = ClientLauncher.of(one.addressAt("127.0.0.1"));
        Pgtether pgtether = Pgtether.install()) {
      // Given
      ScriptedClient process = clientLauncher.scripted();
      ScriptedConnection first =
          process.open(clientLauncher.request().from("127.0.0.1", 0).named("first"));
      process.open(
          clientLauncher
              .to(other.addressAt("127.0.0.1"))
              .request()
              .from("127.0.0.1", first.localPort())
              .named("second"));
      // Then
      assertNames(pgtether, one, "pid-" + process.pid() + "/first", process.pid(), first);
      assertNames(pgtether, other, "pid-" + process.pid() + "/second", process.pid(), first);
    }
  }

  @Test
  void two_servers_reached_from_the_same_local_port_by_two_processes_are_both_exact() {
    try (PostgresServer one = PostgresServer.ofMajor(15).start();
        PostgresServer other = PostgresServer.ofMajor(18).start();
        ClientLauncher clientLauncher = ClientLauncher.of(one.addressAt("127.0.0.1"));
        Pgtether pgtether = Pgtether.install()) {
      // Given
      ScriptedClient here = clientLauncher.scripted();
      ScriptedClient there = clientLauncher.scripted();
      ScriptedConnection first =
          here.open(clientLauncher.request().from("127.0.0.1", 0).named("first"));
      there.open(
          clientLauncher
              .to(other.addressAt("127.0.0.1"))
              .request()
              .from("127.0.0.1", first.localPort())
              .named("second"));
      // Then
      assertNames(pgtether, one, "pid-" + here.pid() + "/first", here.pid(), first);
      assertNames(pgtether, other, "pid-" + there.pid() + "/second", there.pid(), first);
    }
  }

  private static void assertNames(
      Pgtether pgtether,
      PostgresServer server,
      String application,
      long pid,
      ScriptedConnection at) {
    Document document = pgtether.audit(Auditor.url(server.addressAt("127.0.0.1"))).document();
    Document.Row row = document.rowOf(application);
    assertThat(row.verdict()).as(document.text()).isEqualTo("EXACT");
    assertThat(row.pids()).containsExactly(pid);
    assertThat(row.clientAddress()).isEqualTo("127.0.0.1:" + at.localPort());
  }
}
