package dev.pgtether.testkit.it.roads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.Clients;
import dev.pgtether.testkit.client.WireClient;
import dev.pgtether.testkit.client.WireConnection;
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
        Clients clients = Clients.of(one.at("127.0.0.1"));
        Pgtether pgtether = Pgtether.install()) {
      // Given
      WireClient process = clients.wire();
      WireConnection first = process.open(clients.request().from("127.0.0.1", 0).named("first"));
      process.open(
          clients
              .to(other.at("127.0.0.1"))
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
        Clients clients = Clients.of(one.at("127.0.0.1"));
        Pgtether pgtether = Pgtether.install()) {
      // Given
      WireClient here = clients.wire();
      WireClient there = clients.wire();
      WireConnection first = here.open(clients.request().from("127.0.0.1", 0).named("first"));
      there.open(
          clients
              .to(other.at("127.0.0.1"))
              .request()
              .from("127.0.0.1", first.localPort())
              .named("second"));
      // Then
      assertNames(pgtether, one, "pid-" + here.pid() + "/first", here.pid(), first);
      assertNames(pgtether, other, "pid-" + there.pid() + "/second", there.pid(), first);
    }
  }

  private static void assertNames(
      Pgtether pgtether, PostgresServer server, String application, long pid, WireConnection at) {
    Document document = pgtether.audit(Auditor.url(server.at("127.0.0.1"))).document();
    Document.Row row = document.rowOf(application);
    assertThat(row.verdict()).as(document.text()).isEqualTo("EXACT");
    assertThat(row.pids()).containsExactly(pid);
    assertThat(row.clientAddress()).isEqualTo("127.0.0.1:" + at.localPort());
  }
}
