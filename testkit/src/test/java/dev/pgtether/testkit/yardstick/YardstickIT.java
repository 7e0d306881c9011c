package dev.pgtether.testkit.yardstick;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.knownclients.ClientName;
import dev.pgtether.testkit.knownclients.DatabaseAddress;
import dev.pgtether.testkit.knownclients.KnownClientPods;
import dev.pgtether.testkit.knownclients.KnownConnection;
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
@NeedsCluster({
  ClusterCapability.TWO_NODES,
  ClusterCapability.HOST_NETWORK,
  ClusterCapability.DATABASES,
  ClusterCapability.IMAGES
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class YardstickIT {
  private static final String ROWS =
      """
      select string_agg(host(client_addr) || ':' || client_port || '|' || application_name, ' ') \
      from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()""";

  private final Cluster cluster;
  private TestNamespace testNamespace;
  private PostgresServer server;
  private KnownClientPods knownClientPods;

  YardstickIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void deploy() {
    testNamespace = TestNamespace.create(cluster, "yardstick");
    server = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    testNamespace.serviceTo("orders-db", cluster.machineAddress(), server.port());
    knownClientPods =
        KnownClientPods.deploy(
            cluster,
            testNamespace,
            new DatabaseAddress("orders-db", 5432),
            KnownClientPods.defaultPods("node1", "node2"),
            plan -> plan);
  }

  @AfterAll
  void close() {
    if (server != null) {
      server.close();
    }
    testNamespace.close();
  }

  @Test
  void every_row_is_at_a_connection_that_one_pod_sees_and_is_of_that_container_and_process() {
    // When
    Map<String, KnownConnection> expected =
        knownClientPods.connections().stream()
            .collect(toMap(KnownConnection::clientAddress, one -> one));
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
    List<KnownConnection> expected = knownClientPods.connections();

    assertThat(knownClientPods.pods()).hasSize(20);
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
    return Arrays.stream(server.queryValue(ROWS).split(" ", -1))
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
