package dev.pgtether.testkit.it.cluster.inject;

import static dev.pgtether.testkit.it.cluster.inject.Asking.agentOf;
import static dev.pgtether.testkit.it.cluster.inject.Asking.unscheduled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods are worth more than their agents: an operator that does not answer holds none up. */
@NeedsCluster(ClusterCapability.IMAGES)
class NobodyToAskIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration AT_MOST_LATER = Duration.ofSeconds(2);

  /** By so much a timer of two seconds may be late on a busy machine. */
  private static final Duration TIMER = Duration.ofMillis(100);

  private static final int PODS = 100;

  private final Cluster cluster;
  private Installation operator;

  NobodyToAskIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void install() {
    operator = Installation.of(cluster);
    operator.awaitInjection();
  }

  @AfterEach
  void uninstall() {
    if (operator != null) {
      operator.close();
    }
  }

  @Test
  void with_nobody_to_ask_each_of_a_hundred_pods_is_created_at_most_two_seconds_later() {
    try (TestNamespace shop = TestNamespace.create(cluster, "nobody")) {
      // Given
      PodCreations.of(shop, 10, i -> unscheduled(Asking.unlabelled("warm-" + i)));
      PodCreations usual =
          PodCreations.of(shop, PODS, i -> unscheduled(Asking.unlabelled("usual-" + i)));
      PodCreations asking =
          PodCreations.of(shop, PODS, i -> unscheduled(Asking.pod("asking-" + i, "sockets")));
      String address = operator.pod().getStatus().getPodIP();
      scaleToNone();

      // When
      PodCreations refused =
          PodCreations.of(shop, PODS, i -> unscheduled(Asking.pod("refused-" + i, "sockets")));
      endpointAt(address);
      PodCreations silent =
          PodCreations.of(shop, PODS, i -> unscheduled(Asking.pod("silent-" + i, "sockets")));

      // Then
      System.out.printf(
          "unlabelled: %s%nwith the operator: %s%nno endpoint: %s%ndead endpoint: %s%n",
          usual, asking, refused, silent);
      for (PodCreations late : List.of(refused, silent)) {
        assertThat(late.median().minus(usual.median())).isLessThanOrEqualTo(AT_MOST_LATER);
        assertThat(late.max().minus(usual.max())).isLessThanOrEqualTo(AT_MOST_LATER.plus(TIMER));
      }
      List<String> withAgent =
          cluster.client().pods().inNamespace(shop.namespace()).list().getItems().stream()
              .filter(pod -> agentOf(pod).isPresent())
              .map(pod -> pod.getMetadata().getName())
              .toList();
      System.out.println(withAgent.size() + " of " + PODS + " asked while there was an operator");
      assertThat(withAgent).isNotEmpty().allMatch(name -> name.startsWith("asking-"));
    }
  }

  private void scaleToNone() {
    cluster
        .kubectl()
        .run("scale", "deployment", "pgtether", "--replicas=0", "-n", operator.namespace());
    await()
        .atMost(SOON)
        .until(
            () ->
                cluster
                    .client()
                    .pods()
                    .inNamespace(operator.namespace())
                    .list()
                    .getItems()
                    .isEmpty());
  }

  /** What is sent to an address that no pod has any more is lost, as with a node that died. */
  private void endpointAt(String nobodys) {
    cluster
        .client()
        .resource(
            """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: dead, labels: {kubernetes.io/service-name: pgtether-webhook}}
        addressType: IPv4
        ports: [{name: webhook, port: 9443, protocol: TCP}]
        endpoints: [{addresses: [%s], conditions: {ready: true}}]
        """
                .formatted(nobodys))
        .inNamespace(operator.namespace())
        .create();
  }
}
