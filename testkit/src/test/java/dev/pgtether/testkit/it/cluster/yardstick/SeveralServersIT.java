package dev.pgtether.testkit.it.cluster.yardstick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.client.ConnectionRequest;
import dev.pgtether.testkit.client.LoginStage;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.JavaClientImage;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.protocol.ServerAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Ports and Services that lead to two servers at once. */
@NeedsCluster({ClusterCapability.TWO_NODES, ClusterCapability.DATABASES, ClusterCapability.IMAGES})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralServersIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration FIRST_AGENT = Duration.ofMinutes(3);
  private static final long RETRY_MILLIS = 10_000;
  private static final int SESSIONS = 8;

  /**
   * Sessions of which each says its own pid, and which are asked something each second, or never.
   */
  private static final String CLIENTS =
      """
      for i in $(seq %d); do
        sh -c 'mkfifo /tmp/$0-$$
          (while %s; do sleep 1; done >/tmp/$0-$$) &
          exec psql -Xqt "host=both-db user=%s dbname=postgres application_name=$0-$$" </tmp/$0-$$' %s &
      done >/dev/null 2>&1 </dev/null""";

  private final Cluster cluster;
  private Installation operator;
  private TestNamespace testNamespace;
  private PostgresServer server;
  private PostgresServer other;
  private Audit orders;
  private Audit stock;

  SeveralServersIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    operator = Installation.of(cluster);
    testNamespace = operator.workspace("several");
    server = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    other = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    testNamespace.serviceTo("orders-db", cluster.machineAddress(), server.port());
    testNamespace.serviceTo("stock-db", cluster.machineAddress(), other.port());
    testNamespace.serviceTo("both-db", cluster.machineAddress(), server.port());
    alsoTo("both-db", other.port());
    JavaClientImage.load(cluster);
    orders = operator.audit(testNamespace, "orders", host("orders-db"), 5432);
    stock = operator.audit(testNamespace, "stock", host("stock-db"), 5432);
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable one :
        new AutoCloseable[] {orders, stock, server, other, testNamespace, operator}) {
      if (one != null) {
        one.close();
      }
    }
  }

  @Test
  void one_local_port_to_two_servers_never_names_the_other_servers_client() {
    // Given
    Pod twice = run("twice");
    WireClientInPod first = connect("orders-db", "to-orders");
    WireClientInPod second = connect("stock-db", "to-stock");

    // When
    Report ofOrders = orders.until("seen", FIRST_AGENT, report -> isSeen(report, "to-orders"));
    Report ofStock = stock.until("seen", FIRST_AGENT, report -> isSeen(report, "to-stock"));

    // Then
    requireNoOther(ofOrders.named("to-orders").getFirst(), twice, first);
    requireNoOther(ofStock.named("to-stock").getFirst(), twice, second);
  }

  @Test
  void a_service_with_two_servers_does_not_say_which_until_its_client_asks_something() {
    // Given
    run("either");
    start("asks", "echo \"select 1;\"");
    start("idles", "sleep 600");
    for (PostgresServer one : List.of(server, other)) {
      await().atMost(SOON).until(() -> sessionsOf(one, "asks") > 0 && sessionsOf(one, "idles") > 0);
    }

    for (Audit audit : List.of(orders, stock)) {
      // When
      Report report =
          audit.until(
              "who asks is known by it",
              FIRST_AGENT,
              said -> {
                requireOwnPids(said);
                List<Report.Said> asking = all(said, "asks");
                return !asking.isEmpty()
                    && asking.stream().allMatch(one -> one.verdict().equals("EXACT"));
              });

      // Then
      assertThat(all(report, "asks")).allSatisfy(said -> assertThat(said.pids()).hasSize(1));
      for (Report.Said said : all(report, "idles")) {
        assertThat(said.verdict()).as(said.toString()).isEqualTo("AMBIGUOUS");
        assertThat(said.evidence()).as(said.toString()).contains("PEER_SHARED");
      }
    }
  }

  /** Whoever is named has said so himself. */
  private static void requireOwnPids(Report report) {
    for (String kind : List.of("asks", "idles")) {
      for (Report.Said said : all(report, kind)) {
        int own = Integer.parseInt(said.application().substring(kind.length() + 1));
        assertThat(said.pids()).as(said.toString()).isSubsetOf(own);
      }
    }
  }

  private static List<Report.Said> all(Report report, String kind) {
    return report.connections().stream()
        .filter(said -> said.application().startsWith(kind + "-"))
        .toList();
  }

  private static int sessionsOf(PostgresServer server, String kind) {
    return Integer.parseInt(
        server.queryValue(
            "select count(*) from pg_stat_activity where application_name like '%s-%%'"
                .formatted(kind)));
  }

  private void start(String kind, String word) {
    testNamespace.exec(
        "either", "sh", "-c", CLIENTS.formatted(SESSIONS, word, PostgresServer.USER, kind));
  }

  /** By the agent: without its answer there is only the pod's address. */
  private static boolean isSeen(Report report, String application) {
    return report.is(application, "EXACT") || report.is(application, "AMBIGUOUS");
  }

  private static void requireNoOther(Report.Said said, Pod pod, WireClientInPod client) {
    assertThat(said.podUid()).as(said.toString()).isIn(null, pod.getMetadata().getUid());
    assertThat(said.pids()).as(said.toString()).isSubsetOf(client.pid());
  }

  private String host(String service) {
    return service + "." + testNamespace.namespace() + ".svc";
  }

  private Pod run(String name) {
    return testNamespace.runPod(
        Mode.PROCESSES.of(
            TestPodSpec.named(name).withImage(Cluster.JAVA_CLIENT_IMAGE), operator.sidecar()));
  }

  private WireClientInPod connect(String service, String name) {
    return WireClientInPod.start(
        testNamespace,
        "twice",
        name,
        ConnectionRequest.to(
                new ServerAddress(service, 5432), PostgresServer.USER, PostgresServer.PASSWORD)
            .from("", 41_000)
            .named(name)
            .until(LoginStage.READY)
            .retryingFor(RETRY_MILLIS));
  }

  /** A second server behind a Service. */
  private void alsoTo(String service, int port) {
    cluster
        .client()
        .resource(
            new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(service + "-more")
                .withNamespace(testNamespace.namespace())
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("postgres")
                .withPort(port)
                .endPort()
                .addNewEndpoint()
                .withAddresses(cluster.machineAddress())
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .endEndpoint()
                .build())
        .create();
  }
}
