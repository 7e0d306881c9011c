package dev.pgtether.testkit.yardstick;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.cluster.Ability;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.Workspace;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The yardstick itself: what the pods see of their connections is what PostgreSQL sees. */
@NeedsCluster({Ability.TWO_NODES, Ability.HOST_NETWORK, Ability.DATABASES, Ability.IMAGES})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class YardstickIT {
  private static final String ROWS =
      """
      select string_agg(host(client_addr) || ':' || client_port || '|' || application_name, ' ') \
      from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()""";

  private final Cluster cluster;
  private Workspace workspace;
  private PostgresServer server;
  private Yardstick yardstick;

  YardstickIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void deploy() {
    workspace = Workspace.open(cluster, "yardstick");
    server = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    workspace.serviceTo("orders-db", cluster.machineAddress(), server.port());
    yardstick =
        Yardstick.deploy(
            cluster,
            workspace,
            new Database("orders-db", 5432),
            Yardstick.usual("node1", "node2"),
            plan -> plan);
  }

  @AfterAll
  void close() {
    if (server != null) {
      server.close();
    }
    workspace.close();
  }

  @Test
  void every_row_is_at_a_connection_that_one_pod_sees_and_is_of_that_container_and_process() {
    // When
    Map<String, KnownConnection> expected =
        yardstick.expected().stream().collect(toMap(KnownConnection::clientAddress, one -> one));
    Map<String, ClientName> rows = rows();

    // Then
    assertThat(rows.keySet()).isEqualTo(expected.keySet());
    rows.forEach(
        (address, name) -> {
          KnownConnection known = expected.get(address);
          assertThat(known.pod()).as(address).isEqualTo(name.pod());
          assertThat(known.container()).as(address).isEqualTo(name.container());
          assertThat(known.pids()).as(address).isEqualTo(name.pids());
        });
  }

  @Test
  void it_has_twenty_pods_on_both_nodes_two_of_them_on_the_host_network() {
    List<KnownConnection> expected = yardstick.expected();

    assertThat(yardstick.pods()).hasSize(20);
    assertThat(expected).hasSize(54);
    assertThat(expected.stream().map(KnownConnection::podUid).distinct()).hasSize(20);
    assertThat(expected.stream().collect(Collectors.groupingBy(KnownConnection::node)))
        .containsOnlyKeys("node1", "node2");
    assertThat(
            expected.stream()
                .filter(KnownConnection::hostNetwork)
                .map(KnownConnection::address)
                .distinct())
        .containsExactlyInAnyOrderElementsOf(
            cluster.nodes().stream().map(node -> node.address()).toList());
    assertThat(expected.stream().map(KnownConnection::pids).map(SortedSet::size))
        .contains(1, 2)
        .allMatch(holders -> holders <= 2);
    // a Service's address is what the clients dialled
    assertThat(expected.stream().map(KnownConnection::peer).distinct())
        .singleElement()
        .asString()
        .startsWith("10.43.")
        .endsWith(":5432");
  }

  private Map<String, ClientName> rows() {
    return Arrays.stream(server.ask(ROWS).split(" ", -1))
        .map(line -> line.split("\\|", -1))
        .collect(
            toMap(
                words -> words[0],
                words ->
                    ClientName.parse(words[1])
                        .orElseThrow(
                            () -> new AssertionError("nobody's name: " + Arrays.toString(words)))));
  }
}
