package dev.pgtether.testkit.it.churn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.Clients;
import dev.pgtether.testkit.client.WireClient;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Rounds;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsIpv6;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.Place;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clients that stay, idle and at work. */
@NeedsCommand({"psql", "pgbench"})
@NeedsIpv6
class PoolsIT {
  private static final int SOMEBODY = 4321;
  private static final Duration AT_MOST = Duration.ofMinutes(3);
  private static final Duration LONGER = AT_MOST.plusSeconds(30);

  @Test
  void of_6_000_rows_of_pools_none_is_wrong_and_nearly_all_are_exact() {
    int rows = 6_000;
    try (PostgresServer server = PostgresServer.ofMajor(15).with("max_connections = 200").start();
        Clients clients = Clients.of(server.at("127.0.0.1"));
        Auditor auditor = Auditor.of(server.at("127.0.0.1"), Place.here())) {
      // Given
      start(clients, server);
      // When
      Rounds rounds = Rounds.of(rows, AT_MOST, auditor::auditAfresh);
      // Then
      System.out.println("pools: " + rounds);
      rounds.assertRightFor(rows);
      // a row that is idle in A1 and at work in A2 was not asked for, and may stay unproven
      assertThat(rounds.truth().verdicts().keySet()).isSubsetOf("EXACT", "AMBIGUOUS");
      assertThat(rounds.truth().count("EXACT")).isGreaterThan(rows * 85 / 100);
      assertThat(rounds.backends()).isGreaterThan(40);
    }
  }

  @Test
  @NeedsRoot
  @NeedsCommand("setpriv")
  void none_is_wrong_where_the_servers_end_cannot_be_read() {
    int rows = 3_000;
    Place somebody = Place.here().as(SOMEBODY);
    try (PostgresServer server = PostgresServer.ofMajor(15).with("max_connections = 200").start();
        Clients clients = Clients.of(server.at("127.0.0.1")).from(somebody);
        Auditor auditor = Auditor.of(server.at("127.0.0.1"), somebody)) {
      // Given
      start(clients, server);
      // When
      Rounds rounds = Rounds.of(rows, AT_MOST, auditor::audit);
      // Then
      System.out.println("pools, ordinary user: " + rounds);
      rounds.assertRightFor(rows);
      assertThat(rounds.truth().named()).as("rows that name a process").isPositive();
      assertThat(rounds.truth().verdicts())
          .as("nobody is called gone who is there")
          .doesNotContainKeys("GHOST", "ABSENT", "EXTERNAL");
    }
  }

  private static void start(Clients clients, PostgresServer server) {
    clients.psql();
    clients.psql();
    clients.pgbench(10, LONGER);
    clients.pool(8);
    clients.python(5);
    clients.busyPool(8, 20);
    clients.to(server.at("::1")).busyPool(8, 20);
    WireClient mapped = clients.wire();
    for (int i = 0; i < 5; i++) {
      mapped.open(clients.request().overMappedSocket());
    }
  }
}
