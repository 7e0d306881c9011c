package dev.pgtether.testkit.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.ProductImage;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.knownclients.DatabaseAddress;
import dev.pgtether.testkit.knownclients.KnownClientPods;
import dev.pgtether.testkit.knownclients.KnownConnection;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.BoundedCommand;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the agent's image sees and says in a pod, by the rights that it has there. */
@NeedsCluster({
  ClusterCapability.TWO_NODES,
  ClusterCapability.HOST_NETWORK,
  ClusterCapability.DATABASES,
  ClusterCapability.IMAGES
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentOnceIT {
  private static final String[] READ_EVERYBODY = {"SYS_PTRACE", "DAC_READ_SEARCH"};
  private static final AgentPod APART = AgentPod.as("apart", 1000);
  private static final AgentPod EQUAL = AgentPod.as("equal", 1000).sharingProcesses();
  private static final AgentPod STRANGER = AgentPod.as("stranger", 65532).sharingProcesses();
  private static final AgentPod MIGHTY =
      AgentPod.as("mighty", 0, READ_EVERYBODY).sharingProcesses();
  private static final AgentPod MIGHTY_APART = AgentPod.as("mighty-apart", 0, READ_EVERYBODY);
  private static final AgentPod HOST =
      AgentPod.as("host", 0, READ_EVERYBODY).sharingProcesses().onTheHostNetwork();
  private static final AgentPod HOST_NEIGHBOUR = AgentPod.as("neighbour", 1000).onTheHostNetwork();
  private static final Map<String, AgentPod> PODS =
      List.of(APART, EQUAL, STRANGER, MIGHTY, MIGHTY_APART, HOST, HOST_NEIGHBOUR).stream()
          .collect(Collectors.toMap(AgentPod::name, Function.identity()));

  private final Cluster cluster;
  private TestNamespace testNamespace;
  private PostgresServer server;
  private List<KnownConnection> expected;

  AgentOnceIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void deploy() {
    var lack = ProductImage.missingBuilder();
    assumeTrue(lack.isEmpty(), lack::orElseThrow);
    ProductImage agent = ProductImage.buildIfStale(Path.of(".."), "agent");
    cluster.load(agent.archive());
    testNamespace = TestNamespace.create(cluster, "agent");
    server = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    testNamespace.serviceTo("orders-db", cluster.machineAddress(), server.port());
    expected =
        KnownClientPods.deploy(
                cluster,
                testNamespace,
                new DatabaseAddress("orders-db", 5432),
                PODS.values().stream().map(pod -> pod.clients("node1")).toList(),
                plan -> PODS.get(plan.name()).beside(plan, agent.reference()))
            .connections();
  }

  @AfterAll
  void close() {
    if (server != null) {
      server.close();
    }
    if (testNamespace != null) {
      testNamespace.close();
    }
  }

  @Test
  void in_a_container_apart_it_sees_every_socket_and_says_why_no_process() {
    for (AgentPod pod : List.of(APART, MIGHTY_APART)) {
      Said said = ask(pod);
      assertThat(said.sockets().keySet()).isEqualTo(known(pod).keySet());
      assertThat(said.heldBy()).containsOnly("UNREADABLE");
      assertThat(said.code()).isEqualTo(3);
      assertThat(said.document().at("/complete").booleanValue()).isFalse();
      assertThat(said.limits()).containsExactly("PROCESSES_UNREADABLE");
      assertThat(said.document().at("/visibility/limits/0/advice").textValue())
          .contains("shareProcessNamespace");
    }
  }

  @Test
  void with_the_applications_own_uid_and_gid_and_no_capability_it_names_every_holder() {
    // When
    Said said = ask(EQUAL);

    // Then
    assertThat(said.sockets()).isEqualTo(known(EQUAL));
    assertThat(said.document().at("/visibility/reading").textValue()).isEqualTo("OWN_PROCESSES");
    assertThat(said.document().at("/agent/uid").intValue()).isEqualTo(1000);
    assertThat(said.document().at("/agent/capabilities")).isEmpty();
    assertThat(said.containers()).containsOnly(known(expected, EQUAL).getFirst().containerId());
  }

  @Test
  void as_a_stranger_among_the_processes_it_reads_none_of_them() {
    Said said = ask(STRANGER);
    assertThat(said.sockets().keySet()).isEqualTo(known(STRANGER).keySet());
    assertThat(said.heldBy()).containsOnly("UNREADABLE");
    assertThat(said.document().at("/agent/processesSeen").intValue()).isGreaterThan(3);
    assertThat(said.code()).isEqualTo(3);
  }

  @Test
  void as_uid_0_with_two_capabilities_it_names_every_holder_whoever_that_is() {
    Said said = ask(MIGHTY);
    assertThat(said.sockets()).isEqualTo(known(MIGHTY));
    assertThat(said.document().at("/visibility/reading").textValue()).isEqualTo("DESCRIPTORS");
    assertThat(said.document().at("/agent/capabilities").toString())
        .isEqualTo("[\"CAP_DAC_READ_SEARCH\",\"CAP_SYS_PTRACE\"]");
    assertThat(said.containers()).containsOnly(known(expected, MIGHTY).getFirst().containerId());
  }

  @Test
  void on_the_host_network_it_sees_the_nodes_sockets_and_names_its_own_pods_processes_alone() {
    // When
    Said said = ask(HOST);

    // Then
    Map<String, TreeSet<Integer>> both = new TreeMap<>(known(HOST));
    known(HOST_NEIGHBOUR).keySet().forEach(address -> both.put(address, new TreeSet<>()));
    assertThat(said.sockets()).isEqualTo(both);
    assertThat(said.limits()).contains("PROCESSES_UNREADABLE");
    assertThat(said.code()).isEqualTo(3);
    assertThat(said.document().at("/agent/hostName").textValue()).isEqualTo("node1");
  }

  @Test
  void on_the_host_network_without_a_shared_process_namespace_it_names_nobody() {
    Said said = ask(HOST_NEIGHBOUR);
    assertThat(said.sockets().keySet())
        .containsAll(known(HOST).keySet())
        .containsAll(known(HOST_NEIGHBOUR).keySet());
    assertThat(said.heldBy()).containsOnly("UNREADABLE");
  }

  @Test
  void a_wrong_option_ends_with_2_and_says_so() {
    BoundedCommand.Result ended =
        testNamespace.attemptIn(APART.name(), AgentPod.AGENT, "agent", "--once", "--port", "x");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("--port is a number from 1 to 65535, not 'x'");
  }

  private Said ask(AgentPod pod) {
    BoundedCommand.Result ended =
        testNamespace.attemptIn(pod.name(), AgentPod.AGENT, "agent", "--once", "--port", "5432");
    try {
      return new Said(ended.code(), new ObjectMapper().readTree(ended.output()));
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + ended.output(), e);
    }
  }

  /** By local address, the holders. */
  private Map<String, TreeSet<Integer>> known(AgentPod pod) {
    return known(expected, pod).stream()
        .collect(
            Collectors.toMap(
                KnownConnection::clientAddress,
                one -> new TreeSet<>(one.pids()),
                (a, b) -> a,
                TreeMap::new));
  }

  private static List<KnownConnection> known(List<KnownConnection> all, AgentPod pod) {
    return all.stream().filter(one -> one.pod().equals(pod.name())).toList();
  }

  /** What it printed, and with what it ended. */
  private record Said(int code, JsonNode document) {
    Map<String, TreeSet<Integer>> sockets() {
      Map<String, TreeSet<Integer>> sockets = new TreeMap<>();
      for (JsonNode socket : document.at("/sockets")) {
        TreeSet<Integer> pids = new TreeSet<>();
        socket.at("/holders").forEach(holder -> pids.add(holder.at("/pid").intValue()));
        sockets.put(socket.at("/local").textValue(), pids);
      }
      return sockets;
    }

    List<String> heldBy() {
      return document.at("/sockets").findValuesAsText("heldBy");
    }

    List<String> limits() {
      return document.at("/visibility/limits").findValuesAsText("kind");
    }

    List<String> containers() {
      return StreamSupport.stream(document.at("/sockets").spliterator(), false)
          .flatMap(socket -> socket.findValuesAsText("containerId").stream())
          .toList();
    }
  }
}
