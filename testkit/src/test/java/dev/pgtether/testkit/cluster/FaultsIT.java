package dev.pgtether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.built.FaultInjector.ActiveFault;
import dev.pgtether.testkit.cluster.built.Node;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What goes wrong at a test's word does go wrong, and is right again afterwards. */
@NeedsCluster({
  ClusterCapability.FAULTS,
  ClusterCapability.SNAT,
  ClusterCapability.DATABASES,
  ClusterCapability.IMAGES
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {
  private static final String WHO =
      "select host(client_addr) from pg_stat_activity where pid = pg_backend_pid()";

  private final Cluster cluster;
  private TestNamespace testNamespace;
  private PostgresServer server;
  private Node node;
  private String podAddress;

  FaultsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    testNamespace = TestNamespace.create(cluster, "faults");
    node = cluster.nodes().get(1);
    server = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    podAddress =
        testNamespace
            .runPod(TestPodSpec.named("client").onNode(node.name()))
            .getStatus()
            .getPodIP();
  }

  @AfterAll
  void close() {
    server.close();
    testNamespace.close();
  }

  @Test
  void with_snat_a_database_sees_the_nodes_address_instead_of_the_pods() {
    // Given
    assertThat(askFromPod("client")).isEqualTo(podAddress);
    // When
    try (ActiveFault snat = cluster.faults().masquerade(node)) {
      // Then
      assertThat(snat).isNotNull();
      assertThat(askFromPod("client")).isEqualTo(node.address());
      assertThat(node.run("conntrack", "-L", "-p", "tcp", "--dport", String.valueOf(server.port())))
          .contains("src=" + podAddress, "dst=" + node.address());
    }
    assertThat(askFromPod("client")).isEqualTo(podAddress);
  }

  @Test
  void a_cut_stops_two_addresses_and_no_others() {
    // Given
    testNamespace.runPod(TestPodSpec.named("neighbour").onNode(node.name()));
    // When
    try (ActiveFault cut =
        cluster.faults().dropPackets(node, podAddress, cluster.machineAddress())) {
      // Then
      assertThat(cut).isNotNull();
      assertThatThrownBy(() -> askFromPod("client")).hasMessageContaining("timeout");
      assertThat(askFromPod("neighbour")).isNotEmpty();
    }
    assertThat(askFromPod("client")).isEqualTo(podAddress);
  }

  @Test
  void a_loss_takes_a_part_of_the_packets() {
    // When
    String pings;
    try (ActiveFault loss =
        cluster.faults().losePackets(node, podAddress, cluster.machineAddress(), 0.3)) {
      assertThat(loss).isNotNull();
      String ping = "ping -A -c 20 -w 15 \"$0\" || true";
      pings = testNamespace.exec("client", "sh", "-c", ping, cluster.machineAddress());
    }
    // Then: each is answered with a chance of 0.49; all or none, once in a million runs
    int received = Integer.parseInt(pings.replaceAll("(?s).* ([0-9]+) packets received.*", "$1"));
    assertThat(received).isBetween(1, 19);
  }

  @Test
  void the_api_server_goes_away_and_comes_back() {
    // When
    try (ActiveFault away = cluster.faults().stopApiServer()) {
      // Then
      assertThat(away).isNotNull();
      assertThatThrownBy(() -> cluster.client().namespaces().list())
          .isInstanceOf(KubernetesClientException.class);
      assertThat(node.run("busybox", "ping", "-c", "1", podAddress)).contains("1 packets received");
    }
    assertThat(cluster.client().namespaces().list().getItems()).isNotEmpty();
  }

  @Test
  void a_pods_address_can_be_given_to_the_next_pod() {
    // Given
    String address =
        testNamespace.runPod(TestPodSpec.named("old").onNode(node.name())).getStatus().getPodIP();
    testNamespace.deletePod("old");
    // When
    cluster.faults().assignNextPodAddress(node, address);
    // Then
    assertThat(
            testNamespace
                .runPod(TestPodSpec.named("new").onNode(node.name()))
                .getStatus()
                .getPodIP())
        .isEqualTo(address);
  }

  @Test
  void a_backend_lingers_while_its_pods_address_is_already_another_pods() {
    // Given
    String address =
        testNamespace.runPod(TestPodSpec.named("dies").onNode(node.name())).getStatus().getPodIP();
    testNamespace.exec(
        "dies",
        "sh",
        "-c",
        "psql \"$0\" -c 'select pg_sleep(600)' </dev/null >/dev/null 2>&1 &",
        target());
    String backends = "select count(*) from pg_stat_activity where client_addr = '" + address + "'";
    await().until(() -> server.queryValue(backends).equals("1"));
    // When
    try (ActiveFault cut = cluster.faults().dropPackets(node, address, cluster.machineAddress())) {
      assertThat(cut).isNotNull();
      testNamespace.deletePod("dies");
      cluster.faults().assignNextPodAddress(node, address);
    }
    Pod heir = testNamespace.runPod(TestPodSpec.named("heir").onNode(node.name()));
    // Then
    assertThat(heir.getStatus().getPodIP()).isEqualTo(address);
    assertThat(server.queryValue(backends)).isEqualTo("1");
    assertThat(askFromPod("heir")).isEqualTo(address);
  }

  private String target() {
    return "host=%s port=%d user=%s dbname=postgres connect_timeout=2"
        .formatted(cluster.machineAddress(), server.port(), PostgresServer.USER);
  }

  private String askFromPod(String pod) {
    return testNamespace.exec(pod, "psql", "-XAt", target(), "-c", WHO).strip();
  }
}
