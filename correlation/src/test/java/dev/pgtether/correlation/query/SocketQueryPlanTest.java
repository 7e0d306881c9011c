package dev.pgtether.correlation.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SocketQueryPlanTest {

  private static final Endpoint AUDITOR = Endpoint.of("10.42.0.9", 50_000);
  private static final Endpoint SERVER = Endpoint.of("10.42.0.5", 5432);
  private static final Endpoint SERVICE = Endpoint.of("10.43.0.9", 6432);
  private static final ServerEndpoints ENDPOINTS = ServerEndpoints.of(List.of(SERVER, SERVICE));

  @Test
  void each_pod_is_asked_for_its_own_clients_only() {
    // Given
    Endpoint one = Endpoint.of("10.42.1.1", 40_001);
    Endpoint two = Endpoint.of("10.42.1.2", 40_002);
    // When
    Map<String, SocketQuery> asked =
        ask(
            List.of(row(1, tcp(one)), row(2, tcp(two))),
            pod("a", "10.42.1.1"),
            pod("b", "10.42.1.2"));
    // Then
    assertThat(asked).containsOnlyKeys("a", "b");
    assertThat(asked.get("a"))
        .isEqualTo(new SocketQuery(Set.of(5432, 6432), Set.of(one), Set.of(one), Set.of(), null));
  }

  @Test
  void pods_without_a_queryable_agent_are_not_asked() {
    // Given
    Endpoint client = Endpoint.of("10.42.1.1", 40_001);
    Pod plain = pod("plain", "10.42.1.1");
    // When
    Map<String, SocketQuery> asked =
        ask(
            List.of(row(1, tcp(client))),
            with(plain, "no agent", false, true, false, null),
            with(plain, "not visible", true, false, false, null),
            with(plain, "host network", true, true, true, null),
            with(plain, "finished", true, true, false, 5L),
            pod("elsewhere", "10.42.1.9"),
            pod("server", "10.42.0.5"));
    // Then
    assertThat(asked).isEmpty();
  }

  @Test
  void the_server_pod_is_asked_for_its_own_clients_and_for_the_server_processes() {
    // Given
    Endpoint loopback = Endpoint.of("127.0.0.1", 40_001);
    Backend unix = row(2, new ClientAddress.UnixSocket());
    // When
    Map<String, SocketQuery> asked =
        ask(
            List.of(row(1, tcp(loopback)), unix),
            pod("server", "10.42.0.5"),
            pod("a", "10.42.1.1"));
    // Then
    assertThat(asked).containsOnlyKeys("server");
    assertThat(asked.get("server").clientEndpoints()).containsExactly(loopback);
    assertThat(asked.get("server").backendPids()).containsExactly(2);
    assertThat(asked.get("server").auditConnection()).isNotNull();
  }

  @Test
  void without_a_cluster_the_collector_in_this_process_is_asked() {
    SocketQueryPlan socketQueryPlan =
        SocketQueryPlan.of(
            reading(List.of(row(1, tcp(Endpoint.of("10.42.1.1", 40_001))))),
            ENDPOINTS,
            PairingMemory.NONE,
            null);
    assertThat(socketQueryPlan.localQuery()).isNotNull();
    assertThat(socketQueryPlan.byPodUid()).isEmpty();
  }

  @Test
  void nobody_is_asked_about_a_server_that_sees_the_audit_under_another_address() {
    // Given
    ClusterSnapshot clusterSnapshot =
        clusterOf(pod("a", "10.42.1.1")).withAuditorAddresses(Set.of(IpAddress.parse("10.42.0.8")));
    // When
    SocketQueryPlan socketQueryPlan =
        SocketQueryPlan.of(
            reading(List.of(row(1, tcp(Endpoint.of("10.42.1.1", 40_001))))),
            ENDPOINTS,
            PairingMemory.NONE,
            clusterSnapshot);
    // Then
    assertThat(socketQueryPlan.byPodUid()).isEmpty();
  }

  private static ClusterSnapshot clusterOf(Pod... pods) {
    return new ClusterSnapshot(
        List.of(pods),
        List.of(),
        List.of(),
        0,
        0,
        Set.of(AUDITOR.address()),
        new ClockReading(0, 0));
  }

  private static Map<String, SocketQuery> ask(List<Backend> rows, Pod... pods) {
    ClusterSnapshot clusterSnapshot = clusterOf(pods);
    SocketQueryPlan socketQueryPlan =
        SocketQueryPlan.of(reading(rows), ENDPOINTS, PairingMemory.NONE, clusterSnapshot);
    assertThat(socketQueryPlan.localQuery()).isNull();
    return socketQueryPlan.byPodUid();
  }

  private static ActivitySnapshot reading(List<Backend> rows) {
    ServerInfo serverInfo =
        new ServerInfo(
            "17.6",
            170006,
            0,
            false,
            100,
            3,
            new BackendId(900, 0),
            AUDITOR,
            SERVER,
            true,
            new ServerInfo.AuthenticationSettings(true, Duration.ofMinutes(1)));
    return new ActivitySnapshot(serverInfo, rows, 0, new MonotonicInterval(0, 1));
  }

  private static ClientAddress tcp(Endpoint client) {
    return new ClientAddress.Tcp(client);
  }

  private static Backend row(int pid, ClientAddress client) {
    return new Backend(
        new BackendId(pid, 0),
        Backend.Kind.CLIENT,
        client,
        SessionState.IDLE,
        0L,
        0L,
        "ClientRead",
        0,
        "app",
        "app",
        "");
  }

  private static Pod pod(String uid, String address) {
    return new Pod(
        uid,
        "shop",
        uid,
        "one",
        Map.of(IpAddress.parse(address), new AddressAssignment(0, 0)),
        false,
        null,
        null,
        true,
        new Workload("Pod", "shop", uid),
        Map.of(),
        Pod.AgentState.PRESENT,
        null);
  }

  private static Pod with(
      Pod pod, String uid, boolean agent, boolean visible, boolean hostNetwork, Long finished) {
    return new Pod(
        uid,
        "shop",
        uid,
        "one",
        pod.addresses(),
        hostNetwork,
        null,
        finished,
        visible,
        pod.workload(),
        Map.of(),
        agent ? Pod.AgentState.PRESENT : Pod.AgentState.NONE,
        null);
  }
}
