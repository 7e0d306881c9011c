package dev.pgtether.testkit.it.churn;

import dev.pgtether.testkit.client.Client;
import dev.pgtether.testkit.client.Clients;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Document;
import dev.pgtether.testkit.it.program.Rounds;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsIpv6;
import dev.pgtether.testkit.need.NeedsNetworkNamespaces;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.network.NetworkNamespace;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.postgres.ServerRecipe;
import dev.pgtether.testkit.process.Place;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Clients that come and go all the time, so that ports change hands between the readings. */
@NeedsCommand("pgbench")
@NeedsIpv6
class ChurnIT {
  private static final int SOMEBODY = 4321;
  private static final Duration AT_MOST = Duration.ofMinutes(3);
  private static final Duration LONGER = AT_MOST.plusSeconds(30);

  /** Sessions that work for up to 200 ms. */
  private static final String WORKING = "select pg_sleep(random() * 0.2);";

  /** Sessions that are idle in a transaction for up to 200 ms. */
  private static final String PAUSING =
      "\\set pause random(1, 200)\nbegin;\nselect 1;\n\\sleep :pause ms\ncommit;";

  @Test
  void of_10_000_rows_that_stand_while_clients_come_and_go_none_is_wrong() {
    int rows = 10_000;
    try (PostgresServer server = busyServer().start();
        Clients clients = Clients.of(server.at("127.0.0.1"));
        Auditor auditor = Auditor.of(server.at("127.0.0.1"), Place.here())) {
      // Given
      startChurn(clients, server);
      // When
      Rounds rounds = Rounds.of(rows, AT_MOST, inTurns(auditor));
      // Then
      System.out.println("churn: " + rounds);
      rounds.assertRightFor(rows);
    }
  }

  @Test
  @NeedsRoot
  @NeedsCommand("setpriv")
  void none_is_wrong_where_the_servers_end_cannot_be_read() {
    int rows = 3_000;
    Place somebody = Place.here().as(SOMEBODY);
    try (PostgresServer server = busyServer().start();
        Clients clients = Clients.of(server.at("127.0.0.1")).from(somebody);
        Auditor auditor = Auditor.of(server.at("127.0.0.1"), somebody)) {
      // Given
      startChurn(clients, server);
      // When
      Rounds rounds = Rounds.of(rows, AT_MOST, inTurns(auditor));
      // Then
      System.out.println("churn, ordinary user: " + rounds);
      rounds.assertRightFor(rows);
    }
  }

  @Test
  @NeedsNetworkNamespaces
  void none_is_wrong_where_ports_are_few_and_clients_are_killed() {
    int rows = 3_000;
    try (NetworkNamespace narrow = NetworkNamespace.create()) {
      narrow.run("sh", "-c", "echo 20000 21500 >/proc/sys/net/ipv4/ip_local_port_range");
      Place there = Place.here().in(narrow);
      try (PostgresServer server = busyServer().in(narrow).start();
          Clients clients = Clients.of(server.at("127.0.0.1")).from(there);
          Auditor auditor = Auditor.of(server.at("127.0.0.1"), there)) {
        // Given
        startChurn(clients, server);
        Supplier<Document> audit = inTurns(auditor);
        Killer killer = new Killer(clients);
        // When
        Rounds rounds =
            Rounds.of(
                rows,
                AT_MOST,
                () -> {
                  killer.killNowAndThen();
                  return audit.get();
                });
        // Then
        System.out.println("churn, few ports, kills: " + rounds);
        rounds.assertRightFor(rows);
      }
    }
  }

  private static ServerRecipe busyServer() {
    return PostgresServer.ofMajor(18).with("max_connections = 200");
  }

  private static void startChurn(Clients clients, PostgresServer server) {
    clients.reconnectingPgbench(10, LONGER, WORKING);
    clients.reconnectingPgbench(10, LONGER, PAUSING);
    Clients overIpv6 = clients.to(server.at("::1"));
    overIpv6.reconnectingPgbench(5, LONGER, WORKING);
    overIpv6.reconnectingPgbench(2, LONGER);
  }

  /** One audit with what the one before has left, as in a watch, the next without. */
  private static Supplier<Document> inTurns(Auditor auditor) {
    int[] count = {0};
    return () -> count[0]++ % 2 == 0 ? auditor.auditAfresh() : auditor.audit();
  }

  /** Kills a client with all its sessions, and lets the next one come. */
  private static final class Killer {
    private static final int ROUNDS_BETWEEN = 10;
    private final Clients clients;
    private Client victim;
    private int rounds;

    Killer(Clients clients) {
      this.clients = clients;
      this.victim = next();
    }

    void killNowAndThen() {
      if (++rounds % ROUNDS_BETWEEN == 0) {
        victim.kill();
        victim = next();
      }
    }

    private Client next() {
      return clients.reconnectingPgbench(5, LONGER, "select pg_sleep(0.5 + random());");
    }
  }
}
