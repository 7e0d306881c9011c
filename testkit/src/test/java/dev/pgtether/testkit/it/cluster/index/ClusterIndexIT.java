package dev.pgtether.testkit.it.cluster.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.correlation.pairing.ServerEndpoints.Route;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
import dev.pgtether.operator.cluster.WatchedClusterIndex;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.cluster.built.FaultInjector.ActiveFault;
import dev.pgtether.testkit.cluster.built.Node;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The index of a real cluster says what kubectl says, and remembers what kubectl has forgotten. */
@NeedsCluster({
  ClusterCapability.TWO_NODES,
  ClusterCapability.IMAGES,
  ClusterCapability.HOST_NETWORK,
  ClusterCapability.FAULTS
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIndexIT {
  private static final ConditionFactory SOON = await().atMost(Duration.ofSeconds(60));

  private final Cluster cluster;
  private TestNamespace testNamespace;
  private WatchedClusterIndex index;

  ClusterIndexIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    testNamespace = TestNamespace.create(cluster, "index");
    index = new WatchedClusterIndex(cluster.client(), Set.of(), ProcessClocks.SYSTEM);
    index.start();
    SOON.until(index::ready);
  }

  @AfterAll
  void close() {
    index.close();
    testNamespace.close();
  }

  @Test
  void every_pod_of_the_cluster_is_found_by_its_address_under_the_uid_that_kubectl_prints() {
    // Given
    testNamespace.runPod(TestPodSpec.named("first").onNode("node1"));
    testNamespace.runPod(TestPodSpec.named("second").onNode("node2"));
    // When
    String[] lines =
        cluster
            .kubectl()
            .run(
                "get",
                "pods",
                "--all-namespaces",
                "--field-selector=status.phase=Running",
                "-o",
                "jsonpath={range .items[*]}{.status.podIP} {.metadata.uid} {.metadata.namespace}/{.metadata.name} {.spec.nodeName} {.spec.hostNetwork}{\"\\n\"}{end}")
            .strip()
            .split("\n");
    // Then
    assertThat(lines).hasSizeGreaterThanOrEqualTo(2);
    for (String line : lines) {
      String[] words = line.split(" ");
      SOON.untilAsserted(
          () ->
              assertThat(podsAt(words[0]))
                  .filteredOn(pod -> pod.uid().equals(words[1]))
                  .singleElement()
                  .satisfies(
                      pod -> {
                        assertThat(pod.fullName()).isEqualTo(words[2]);
                        assertThat(pod.node()).isEqualTo(words[3]);
                        assertThat(pod.hostNetwork()).isEqualTo(words.length > 4);
                        assertThat(pod.isLive()).isTrue();
                      }));
    }
  }

  @Test
  void an_address_that_was_given_on_is_the_new_pods_and_the_old_pods_tombstone_says_until_when() {
    // Given
    Node node = cluster.nodes().get(1);
    String address =
        testNamespace.runPod(TestPodSpec.named("old").onNode(node.name())).getStatus().getPodIP();
    SOON.until(() -> names(address).equals(List.of("old")));
    // When
    long before = now();
    testNamespace.deletePod("old");
    cluster.faults().assignNextPodAddress(node, address);
    String next =
        testNamespace.runPod(TestPodSpec.named("new").onNode(node.name())).getStatus().getPodIP();
    // Then
    assertThat(next).isEqualTo(address);
    SOON.until(() -> names(address).equals(List.of("new")));
    PodTombstone podTombstone = view(address).tombstones().getFirst();
    assertThat(podTombstone.name()).isEqualTo("old");
    assertThat(podTombstone.heldUntilMicros()).isLessThan(before);
    assertThat(podTombstone.goneMicros()).isBetween(before, now());
    assertThat(podsAt(address).getFirst().addresses().get(IpAddress.parse(address)).sinceMicros())
        .isBetween(before, now());
  }

  @Test
  void a_completed_jobs_pod_is_finished_and_names_its_cron_job_or_job() {
    // When
    cluster
        .kubectl()
        .run(
            "create",
            "job",
            "once",
            "--namespace=" + testNamespace.namespace(),
            "--image=" + Cluster.CLIENT_IMAGE,
            "--",
            "sleep",
            "2");
    Pod pod =
        SOON.until(() -> ofWorkload("Job", "once"), found -> found != null && !found.isLive());
    // Then
    assertThat(pod.finishedMicros()).isLessThanOrEqualTo(now());
    assertThat(pod.heldUntilMicros()).isLessThan(pod.finishedMicros());
  }

  @Test
  void a_deployments_pod_names_the_deployment() {
    // When
    cluster
        .kubectl()
        .run(
            "create",
            "deployment",
            "web",
            "--namespace=" + testNamespace.namespace(),
            "--image=" + Cluster.CLIENT_IMAGE,
            "--",
            "sleep",
            "1d");
    // Then
    assertThat(SOON.until(() -> ofWorkload("Deployment", "web"), found -> found != null).workload())
        .isEqualTo(new Workload("Deployment", testNamespace.namespace(), "web"));
  }

  @Test
  void a_service_leads_to_one_server_then_to_two_then_to_the_first_again() {
    // Given
    Endpoint own = Endpoint.of(cluster.nodes().get(0).address(), 15432);
    testNamespace.serviceTo("orders-db", own.address().toString(), own.port());
    String clusterIp =
        cluster
            .client()
            .services()
            .inNamespace(testNamespace.namespace())
            .withName("orders-db")
            .get()
            .getSpec()
            .getClusterIP();
    Endpoint service = Endpoint.of(clusterIp, 5432);
    SOON.until(() -> reach(own, service), RouteTarget.THIS_SERVER::equals);
    // When
    behind(own.address().toString(), "10.99.0.1");
    // Then
    SOON.until(() -> reach(own, service), RouteTarget.ONE_OF_SEVERAL::equals);
    // When
    long before = now();
    behind(own.address().toString());
    // Then
    SOON.until(() -> reach(own, service), RouteTarget.THIS_SERVER::equals);
    Route route = road(own, service);
    assertThat(route.service()).isEqualTo(testNamespace.namespace() + "/orders-db");
    assertThat(route.sinceMicros()).isGreaterThan(before);
  }

  @Test
  void an_idle_watch_shows_that_it_lives() {
    for (int i = 0; i < 3; i++) {
      wait(Duration.ofSeconds(9));
      long lag = now() - view("10.42.1.1").completeUntilMicros();
      assertThat(Duration.of(lag, ChronoUnit.MICROS)).isLessThan(Duration.ofSeconds(25));
    }
  }

  @Test
  void while_the_api_server_is_away_nothing_younger_is_known_and_afterwards_all_is() {
    // Given
    String address =
        testNamespace.runPod(TestPodSpec.named("stays").onNode("node1")).getStatus().getPodIP();
    SOON.until(() -> names(address).equals(List.of("stays")));
    long away;
    // When
    try (ActiveFault activeFault = cluster.faults().stopApiServer()) {
      assertThat(activeFault).isNotNull();
      away = now();
      wait(Duration.ofSeconds(20));
      // Then
      assertThat(view(address).completeUntilMicros()).isLessThan(away);
      assertThat(names(address)).containsExactly("stays");
    }
    testNamespace.deletePod("stays");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(view(address).completeUntilMicros()).isGreaterThan(away);
              assertThat(names(address)).doesNotContain("stays");
              assertThat(view(address).tombstones())
                  .extracting(PodTombstone::name)
                  .contains("stays");
            });
  }

  @Test
  void nodes_have_the_addresses_and_pod_ranges_that_the_api_gives_them() {
    for (var node : cluster.client().nodes().list().getItems()) {
      assertThat(view("10.42.1.1").nodes())
          .filteredOn(fact -> fact.name().equals(node.getMetadata().getName()))
          .singleElement()
          .satisfies(
              fact -> {
                assertThat(fact.addresses())
                    .contains(
                        IpAddress.parse(node.getStatus().getAddresses().getFirst().getAddress()));
                assertThat(fact.podRanges()).hasSameSizeAs(node.getSpec().getPodCIDRs());
              });
    }
  }

  /** Puts servers behind the Service, as a controller does. */
  private void behind(String... addresses) {
    List<io.fabric8.kubernetes.api.model.discovery.v1.Endpoint> endpoints =
        Arrays.stream(addresses)
            .map(address -> new EndpointBuilder().withAddresses(address).build())
            .toList();
    cluster
        .client()
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace(testNamespace.namespace())
        .withName("orders-db")
        .edit(slice -> new EndpointSliceBuilder(slice).withEndpoints(endpoints).build());
  }

  private @Nullable Pod ofWorkload(String kind, String name) {
    Workload wanted = new Workload(kind, testNamespace.namespace(), name);
    return cluster.client().pods().inNamespace(testNamespace.namespace()).list().getItems().stream()
        .map(pod -> pod.getStatus().getPodIP())
        .filter(address -> address != null && !address.isEmpty())
        .flatMap(address -> podsAt(address).stream())
        .filter(pod -> pod.workload().equals(wanted))
        .findFirst()
        .orElse(null);
  }

  private @Nullable RouteTarget reach(Endpoint own, Endpoint through) {
    Route route = road(own, through);
    return route == null ? null : route.target();
  }

  private @Nullable Route road(Endpoint own, Endpoint through) {
    return index.endpointsOf(own, List.of()).routes().get(through);
  }

  private List<String> names(String address) {
    return podsAt(address).stream().map(Pod::name).toList();
  }

  private List<Pod> podsAt(String address) {
    return view(address).pods();
  }

  private dev.pgtether.correlation.fact.ClusterSnapshot view(String address) {
    return index.viewFor(testNamespace.namespace(), Set.of(IpAddress.parse(address)));
  }

  private static void wait(Duration time) {
    await().atMost(time.multipliedBy(2)).pollDelay(time).until(() -> true);
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
