package dev.pgtether.testkit.it.cluster.inject;

import static dev.pgtether.testkit.it.cluster.inject.Asking.INJECTED;
import static dev.pgtether.testkit.it.cluster.inject.Asking.LABEL;
import static dev.pgtether.testkit.it.cluster.inject.Asking.NOTE;
import static dev.pgtether.testkit.it.cluster.inject.Asking.agentOf;
import static dev.pgtether.testkit.it.cluster.inject.Asking.agentStatus;
import static dev.pgtether.testkit.it.cluster.inject.Asking.annotation;
import static dev.pgtether.testkit.it.cluster.inject.Asking.unscheduled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.chart.CheckoutImages;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.cluster.built.Node;
import dev.pgtether.testkit.it.cluster.yardstick.Audit;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import dev.pgtether.testkit.it.cluster.yardstick.Report;
import dev.pgtether.testkit.knownclients.ClientKind;
import dev.pgtether.testkit.knownclients.ClientPodSpec;
import dev.pgtether.testkit.knownclients.DatabaseAddress;
import dev.pgtether.testkit.knownclients.KnownClientPods;
import dev.pgtether.testkit.knownclients.KnownConnection;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of pods that ask for an agent, once they run. */
@NeedsCluster({
  ClusterCapability.TWO_NODES,
  ClusterCapability.DATABASES,
  ClusterCapability.IMAGES,
  ClusterCapability.FAULTS
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InjectionIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** What s6-overlay and its like do first; Kubernetes makes one $ of two. */
  private static final String MUST_BE_PID_1 =
      "[ $$$$ = 1 ] || { echo 'can only run as pid 1' >&2; exit 100; }; sleep 1d & wait";

  private final Cluster cluster;
  private Installation operator;
  private TestNamespace shop;

  InjectionIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void install() {
    operator = Installation.of(cluster);
    operator.awaitInjection();
    shop = operator.workspace("inject");
  }

  @AfterAll
  void uninstall() {
    if (shop != null) {
      shop.close();
    }
    if (operator != null) {
      operator.close();
    }
  }

  @Test
  void a_labelled_pods_agent_is_ready_and_an_audit_names_what_its_label_allows() {
    try (PostgresServer server =
        PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start()) {
      // Given
      shop.serviceTo("orders-db", cluster.machineAddress(), server.port());
      KnownClientPods clients =
          KnownClientPods.deploy(
              cluster,
              shop,
              new DatabaseAddress("orders-db", 5432),
              List.of(
                  ClientPodSpec.of("processes", "node1", ClientKind.PSQL),
                  ClientPodSpec.of("sockets", "node2", ClientKind.PSQL)),
              plan -> plan.asUser(1000, 1000).withLabel(LABEL, plan.name()));
      assertThat(clients.pods())
          .allSatisfy(
              pod -> {
                assertThat(annotation(pod, INJECTED)).isEqualTo(pod.getMetadata().getName());
                assertThat(agentStatus(pod))
                    .hasValueSatisfying(it -> assertThat(it.getReady()).isTrue());
              });

      // When
      try (Audit audit =
          operator.audit(shop, "orders", "orders-db." + shop.namespace() + ".svc", 5432)) {
        Report report = audit.until("both agents answer", SOON, it -> it.answered() >= 2);

        // Then
        List<KnownConnection> expected = clients.connections();
        assertThat(expected).hasSize(2);
        for (KnownConnection known : expected) {
          Report.Said said =
              report.connections().stream()
                  .filter(it -> it.client().equals(known.clientAddress()))
                  .findFirst()
                  .orElseThrow();
          boolean all = known.pod().equals("processes");
          assertThat(said.verdict()).as(said.toString()).isEqualTo(all ? "EXACT" : "SOCKET");
          assertThat(said.podUid()).isEqualTo(known.podUid());
          assertThat(said.pids()).isEqualTo(all ? known.pids() : Set.of());
        }
      }
    }
  }

  @Test
  void a_job_completes_with_its_agent() {
    // When
    cluster.client().resource(Asking.job("nightly", shop.namespace())).create();

    // Then
    var pods = cluster.client().pods().inNamespace(shop.namespace());
    await()
        .atMost(SOON)
        .until(
            () -> pods.withLabel("job-name", "nightly").list().getItems(),
            all -> !all.isEmpty() && "Succeeded".equals(all.getFirst().getStatus().getPhase()));
    Pod pod = pods.withLabel("job-name", "nightly").list().getItems().getFirst();
    assertThat(agentStatus(pod))
        .hasValueSatisfying(it -> assertThat(it.getState().getTerminated()).isNotNull());
    await()
        .atMost(SOON)
        .until(
            () -> cluster.kubectl().run("get", "job", "nightly", "--namespace=" + shop.namespace()),
            text -> text.contains("1/1"));
  }

  @Test
  void an_image_that_must_be_pid_1_fails_under_processes_and_has_two_ways_out() {
    // Given
    TestPodSpec processes =
        Asking.pod("s6-processes", "processes").withCommand("sh", "-c", MUST_BE_PID_1);
    TestPodSpec sockets =
        Asking.pod("s6-sockets", "sockets").withCommand("sh", "-c", MUST_BE_PID_1);
    TestPodSpec apart =
        Asking.pod("s6-apart", "processes")
            .withCommand("sh", "-c", MUST_BE_PID_1)
            .withEdit(pod -> pod.editSpec().withShareProcessNamespace(false).endSpec());

    // When
    shop.createPod(processes);
    shop.createPod(sockets);
    shop.createPod(apart);

    // Then
    shop.awaitReady("s6-sockets");
    assertThat(annotation(shop.awaitReady("s6-apart"), NOTE))
        .isEqualTo("sockets only: the pod says shareProcessNamespace: false");
    await()
        .atMost(SOON)
        .until(
            () ->
                cluster.kubectl().run("logs", "s6-processes", "-n", shop.namespace(), "-c", "main"),
            log -> log.contains("can only run as pid 1"));
  }

  @Test
  void an_image_that_cannot_be_pulled_holds_no_more_pods_than_those_that_wait_for_it_already() {
    CheckoutImages images = CheckoutImages.load(cluster);
    Node node = cluster.nodes().get(1);
    try (TestNamespace shop = TestNamespace.create(cluster, "unpulled")) {
      // Given
      remove(node, images.agent().reference());
      TestPodSpec held = Asking.pod("held", "sockets").onNode(node.name());
      shop.createPod(held);
      shop.createPod(Asking.pod("patient", "sockets").onNode(node.name()));
      await()
          .atMost(SOON)
          .until(() -> waitsForImage(shop, "held") && waitsForImage(shop, "patient"));

      // When
      Pod next = shop.runPod(Asking.pod("next", "sockets").onNode(node.name()));
      shop.deletePod("held");
      Pod successor = shop.runPod(held);

      // Then
      for (Pod pod : new Pod[] {next, successor}) {
        assertThat(agentOf(pod)).isEmpty();
        assertThat(annotation(pod, NOTE))
            .startsWith("no agent was added: its image could not be pulled (ErrImageNeverPull)");
      }
      cluster.load(images.agent().archive());
      assertThat(agentStatus(shop.awaitReady("patient")))
          .hasValueSatisfying(agent -> assertThat(agent.getReady()).isTrue());
      await()
          .atMost(SOON)
          .until(
              () ->
                  agentOf(
                          shop.createPod(
                              unscheduled(Asking.pod("again-" + System.nanoTime(), "sockets"))))
                      .isPresent());
    } finally {
      cluster.load(images.agent().archive());
    }
  }

  private static void remove(Node node, String image) {
    node.run("ctr", "--namespace=k8s.io", "images", "rm", "--sync", image);
  }

  private boolean waitsForImage(TestNamespace testNamespace, String pod) {
    var found = cluster.client().pods().inNamespace(testNamespace.namespace()).withName(pod).get();
    return agentStatus(found)
        .filter(agent -> agent.getState().getWaiting() != null)
        .filter(agent -> "ErrImageNeverPull".equals(agent.getState().getWaiting().getReason()))
        .isPresent();
  }
}
