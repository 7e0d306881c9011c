package dev.pgtether.testkit.it.churn;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.ClientProcess;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Document;
import dev.pgtether.testkit.it.program.Rounds;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsIpv6;
import dev.pgtether.testkit.need.NeedsNetworkNamespaces;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.network.NetworkNamespace;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.postgres.PostgresServerConfig;
import dev.pgtether.testkit.process.ProcessContext;
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
        ClientLauncher clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
        Auditor auditor = Auditor.of(server.addressAt("127.0.0.1"), ProcessContext.ofThisJvm())) {
      // Given
      startChurn(clientLauncher, server);
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
    ProcessContext somebody = ProcessContext.ofThisJvm().asUser(SOMEBODY);
    try (PostgresServer server = busyServer().start();
        ClientLauncher clientLauncher =
            ClientLauncher.of(server.addressAt("127.0.0.1")).from(somebody);
        Auditor auditor = Auditor.of(server.addressAt("127.0.0.1"), somebody)) {
      // Given
      startChurn(clientLauncher, server);
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
      ProcessContext there = ProcessContext.ofThisJvm().inNetworkNamespace(narrow);
      try (PostgresServer server = busyServer().inNetworkNamespace(narrow).start();
          ClientLauncher clientLauncher =
              ClientLauncher.of(server.addressAt("127.0.0.1")).from(there);
          Auditor auditor = Auditor.of(server.addressAt("127.0.0.1"), there)) {
        // Given
        startChurn(clientLauncher, server);
        Supplier<Document> audit = inTurns(auditor);
        Killer killer = new Killer(clientLauncher);
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

  private static PostgresServerConfig busyServer() {
    return PostgresServer.ofMajor(18).withSetting("max_connections = 200");
  }

  private static void startChurn(ClientLauncher clientLauncher, PostgresServer server) {
    clientLauncher.reconnectingPgbench(10, LONGER, WORKING);
    clientLauncher.reconnectingPgbench(10, LONGER, PAUSING);
    ClientLauncher overIpv6 = clientLauncher.to(server.addressAt("::1"));
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
    private final ClientLauncher clientLauncher;
    private ClientProcess victim;
    private int rounds;

    Killer(ClientLauncher clientLauncher) {
      this.clientLauncher = clientLauncher;
      this.victim = next();
    }

    void killNowAndThen() {
      if (++rounds % ROUNDS_BETWEEN == 0) {
        victim.kill();
        victim = next();
      }
    }

    private ClientProcess next() {
      return clientLauncher.reconnectingPgbench(5, LONGER, "select pg_sleep(0.5 + random());");
    }
  }
}
