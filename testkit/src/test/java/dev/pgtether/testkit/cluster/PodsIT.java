package dev.pgtether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pods run, talk, and are found by name: what everything else rests on. */
@NeedsCluster({
  ClusterCapability.TWO_NODES,
  ClusterCapability.IMAGES,
  ClusterCapability.HOST_NETWORK,
  ClusterCapability.FAULTS
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodsIT {
  private final Cluster cluster;
  private TestNamespace testNamespace;

  PodsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    testNamespace = TestNamespace.create(cluster, "pods");
  }

  @AfterAll
  void close() {
    testNamespace.close();
  }

  @Test
  void kubectl_run_starts_a_pod_and_kubectl_exec_runs_a_command_in_it() {
    // Given
    String namespace = "--namespace=" + testNamespace.namespace();

    // When
    cluster
        .kubectl()
        .run(
            "run",
            "typed",
            namespace,
            "--image=" + Cluster.CLIENT_IMAGE,
            "--image-pull-policy=Never",
            "--grace-period=0",
            "--command",
            "--",
            "sleep",
            "1d");
    cluster.kubectl().run("wait", namespace, "--for=condition=Ready", "pod/typed", "--timeout=30s");

    // Then
    assertThat(cluster.kubectl().run("exec", namespace, "typed", "--", "hostname").strip())
        .isEqualTo("typed");
  }

  @Test
  void each_node_runs_pods_with_addresses_of_its_own_and_on_its_own_network() {
    for (String node : new String[] {"node1", "node2"}) {
      // When
      Pod pod = testNamespace.runPod(TestPodSpec.named("own-" + node).onNode(node));
      Pod host =
          testNamespace.runPod(TestPodSpec.named("host-" + node).onNode(node).onHostNetwork());

      // Then
      assertThat(testNamespace.exec("own-" + node, "hostname", "-i").strip())
          .isEqualTo(pod.getStatus().getPodIP());
      assertThat(testNamespace.exec("host-" + node, "ip", "address", "show", "dev", "eth0"))
          .contains(" " + host.getStatus().getHostIP() + "/");
      assertThat(host.getStatus().getPodIP()).isEqualTo(host.getStatus().getHostIP());
    }
  }

  @Test
  void a_service_is_found_by_its_name_and_its_pod_sees_the_client_by_its_own_address() {
    // Given
    testNamespace.runPod(
        TestPodSpec.named("page").onNode("node2").withCommand("httpd", "-f", "-vv", "-p", "8080"));
    Pod client = testNamespace.runPod(TestPodSpec.named("reader").onNode("node1"));
    cluster
        .client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("page")
                .withNamespace(testNamespace.namespace())
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", "page"))
                .addNewPort()
                .withPort(80)
                .withNewTargetPort(8080)
                .endPort()
                .endSpec()
                .build())
        .create();

    // When
    String page =
        await()
            .atMost(Duration.ofSeconds(20))
            .ignoreExceptions()
            .until(
                () ->
                    testNamespace.exec(
                        "reader", "timeout", "3", "wget", "-qO-", "http://page/etc/passwd"),
                text -> !text.isEmpty());

    // Then
    assertThat(page).contains("nobody");
    assertThat(
            cluster
                .client()
                .pods()
                .inNamespace(testNamespace.namespace())
                .withName("page")
                .getLog())
        .contains(client.getStatus().getPodIP());
  }
}
