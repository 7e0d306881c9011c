package dev.pgtether.testkit.it.churn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Rounds;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsIpv6;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ProcessContext;
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
    try (PostgresServer server =
            PostgresServer.ofMajor(15).withSetting("max_connections = 200").start();
        ClientLauncher clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
        Auditor auditor = Auditor.of(server.addressAt("127.0.0.1"), ProcessContext.ofThisJvm())) {
      // Given
      start(clientLauncher, server);
      // When
      Rounds rounds = Rounds.of(rows, AT_MOST, auditor::auditAfresh);
      // Then
      System.out.println("pools: " + rounds);
      rounds.assertRightFor(rows);
      // a row that is idle in A1 and at work in A2 was not asked for, and may stay unproven
      assertThat(rounds.groundTruthComparison().verdicts().keySet())
          .isSubsetOf("EXACT", "AMBIGUOUS");
      assertThat(rounds.groundTruthComparison().count("EXACT")).isGreaterThan(rows * 85 / 100);
      assertThat(rounds.backends()).isGreaterThan(40);
    }
  }

  @Test
  @NeedsRoot
  @NeedsCommand("setpriv")
  void none_is_wrong_where_the_servers_end_cannot_be_read() {
    int rows = 3_000;
    ProcessContext somebody = ProcessContext.ofThisJvm().asUser(SOMEBODY);
    try (PostgresServer server =
            PostgresServer.ofMajor(15).withSetting("max_connections = 200").start();
        ClientLauncher clientLauncher =
            ClientLauncher.of(server.addressAt("127.0.0.1")).from(somebody);
        Auditor auditor = Auditor.of(server.addressAt("127.0.0.1"), somebody)) {
      // Given
      start(clientLauncher, server);
      // When
      Rounds rounds = Rounds.of(rows, AT_MOST, auditor::audit);
      // Then
      System.out.println("pools, ordinary user: " + rounds);
      rounds.assertRightFor(rows);
      assertThat(rounds.groundTruthComparison().namingProcess())
          .as("rows that name a process")
          .isPositive();
      assertThat(rounds.groundTruthComparison().verdicts())
          .as("nobody is called gone who is there")
          .doesNotContainKeys("GHOST", "ABSENT", "EXTERNAL");
    }
  }

  private static void start(ClientLauncher clientLauncher, PostgresServer server) {
    clientLauncher.psql();
    clientLauncher.psql();
    clientLauncher.pgbench(10, LONGER);
    clientLauncher.pool(8);
    clientLauncher.psycopg(5);
    clientLauncher.busyPool(8, 20);
    clientLauncher.to(server.addressAt("::1")).busyPool(8, 20);
    ScriptedClient mapped = clientLauncher.scripted();
    for (int i = 0; i < 5; i++) {
      mapped.open(clientLauncher.request().overMappedSocket());
    }
  }
}
