package dev.pgtether.operator.cluster.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.Pod.AgentState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PodRecordMapperTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void containers_init_containers_and_ephemeral_ones_are_known_by_their_ids() {
    // When
    PodRecord pod =
        read(
            """
            {"status": {
              "initContainerStatuses": [{"name": "pgtether", "containerID": "containerd://aaa"}],
              "containerStatuses": [{"name": "app", "containerID": "cri-o://bbb"}, {"name": "waits", "containerID": ""}],
              "ephemeralContainerStatuses": [{"name": "debugger-x", "containerID": "containerd://ccc"}]}}
            """);
    // Then
    assertThat(pod.containers())
        .containsOnly(
            java.util.Map.entry("aaa", "pgtether"),
            java.util.Map.entry("bbb", "app"),
            java.util.Map.entry("ccc", "debugger-x"));
  }

  @Test
  void an_agent_is_known_by_its_variable_whatever_its_container_is_called() {
    assertThat(
            read("""
                    {"spec": {"initContainers": [{"name": "x", "env": [{"name": "PGTETHER_OPERATOR", "value": "https://x"}]}]}}
                    """)
                .hasAgent())
        .isTrue();
    assertThat(read("{\"spec\": {\"containers\": [{\"name\": \"pgtether\"}]}}").hasAgent())
        .isFalse();
  }

  @Test
  void a_pod_with_the_label_and_without_an_agent_lacks_one() {
    assertThat(
            TestPod.named("web", NOW)
                .labelled("pgtether.dev/inject", "sockets")
                .toRecord()
                .agentState())
        .isEqualTo(AgentState.MISSING);
    assertThat(TestPod.named("web", NOW).labelled("app", "web").toRecord().agentState())
        .isEqualTo(AgentState.NONE);
  }

  @Test
  void a_mesh_proxy_is_known_among_containers_and_native_sidecars() {
    assertThat(read("{\"spec\": {\"containers\": [{\"name\": \"istio-proxy\"}]}}").meshProxy())
        .isEqualTo("istio-proxy");
    assertThat(
            read("{\"spec\": {\"initContainers\": [{\"name\": \"linkerd-proxy\"}]}}").meshProxy())
        .isEqualTo("linkerd-proxy");
    assertThat(read("{\"spec\": {\"containers\": [{\"name\": \"app\"}]}}").meshProxy()).isNull();
  }

  @Test
  void odd_addresses_and_times_are_left_out() {
    // When
    PodRecord pod =
        read(
            """
            {"status": {"podIPs": [{"ip": "not-an-address"}, {"ip": ""}, {"ip": "10.42.1.5"}],
             "containerStatuses": [{"name": "app", "state": {"running": {"startedAt": "yesterday"}}}]}}
            """);
    // Then
    assertThat(pod.addresses()).hasToString("[10.42.1.5]");
    assertThat(pod.times().runningSince()).isNull();
  }

  @Test
  void an_empty_pod_is_read() {
    assertThat(read("{}").addresses()).isEmpty();
  }

  @Test
  void on_failure_a_container_that_failed_will_be_started_again_and_one_that_succeeded_will_not() {
    // Given
    TestPod failed =
        TestPod.named("a", NOW).restarting("OnFailure").ended("app", 1, NOW, NOW.plusSeconds(5));
    TestPod done =
        TestPod.named("b", NOW).restarting("OnFailure").ended("app", 0, NOW, NOW.plusSeconds(5));
    // Then
    assertThat(failed.toRecord().times().firstEnd()).isNull();
    assertThat(done.toRecord().times().firstEnd()).isEqualTo(NOW.plusSeconds(5));
  }

  private static PodRecord read(String json) {
    Pod pod = new KubernetesSerialization().unmarshal(json, Pod.class);
    pod.setMetadata(TestPod.named("web", NOW).build().getMetadata());
    return PodRecordMapper.of(pod);
  }
}
