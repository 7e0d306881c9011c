package dev.pgtether.testkit.it.cluster.yardstick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Ability;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.PodPlan;
import dev.pgtether.testkit.cluster.Workspace;
import dev.pgtether.testkit.cluster.built.Faults.Fault;
import dev.pgtether.testkit.cluster.built.Node;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses and ports that say less than they seem to: reused, shared, left over. */
@NeedsCluster({Ability.TWO_NODES, Ability.DATABASES, Ability.IMAGES, Ability.FAULTS})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReusedAddressIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration FIRST_AGENT = Duration.ofMinutes(3);

  private final Cluster cluster;
  private final Node node;
  private Installation operator;
  private Workspace workspace;
  private PostgresServer server;
  private PostgresServer other;
  private Audit audit;

  ReusedAddressIT(Cluster cluster) {
    this.cluster = cluster;
    this.node = cluster.nodes().getFirst();
  }

  @BeforeAll
  void open() {
    operator = Installation.of(cluster);
    workspace = operator.workspace("reused");
    server = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    other = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    workspace.serviceTo("orders-db", cluster.machineAddress(), server.port());
    workspace.serviceTo("stock-db", cluster.machineAddress(), other.port());
    audit =
        operator.audit(workspace, "orders", "orders-db." + workspace.namespace() + ".svc", 5432);
  }

  @AfterAll
  void close() {
    if (audit != null) {
      audit.close();
    }
    for (PostgresServer one : new PostgresServer[] {server, other}) {
      if (one != null) {
        one.close();
      }
    }
    if (workspace != null) {
      workspace.close();
    }
    if (operator != null) {
      operator.close();
    }
  }

  @ParameterizedTest(name = "a deleted pod''s backend is never the next pod''s at its address: {0}")
  @EnumSource(Mode.class)
  void a_deleted_pods_backend_is_never_the_next_pods_at_its_address(Mode mode) {
    // Given
    String suffix = mode.name().toLowerCase(Locale.ROOT);
    String old = "old-" + suffix;
    String heir = "heir-" + suffix;
    Pod pod = workspace.run(Mode.NONE.of(PodPlan.named(old).on(node.name()), operator.sidecar()));
    String address = pod.getStatus().getPodIP();
    workspace.exec(old, "sh", "-c", background(psql(old, "orders-db", "select pg_sleep(600)")));
    await().until(() -> backends(old).equals("1"));
    audit.until("the old pod is named", SOON, report -> isNamed(report, old, old));

    // When
    try (Fault cut = cluster.faults().cut(node, address, cluster.machineAddress())) {
      assertThat(cut).isNotNull();
      workspace.remove(old);
      cluster.faults().nextPodGets(node, address);
    }
    Pod next = workspace.run(mode.of(PodPlan.named(heir).on(node.name()), operator.sidecar()));
    assertThat(next.getStatus().getPodIP()).isEqualTo(address);
    String port =
        server.ask(
            "select client_port from pg_stat_activity where application_name = '" + old + "'");
    // a connection that stands at the same address and port, and is not yet a backend
    workspace.exec(heir, "sh", "-c", background("sleep 600 | nc -p " + port + " orders-db 5432"));
    workspace.exec(heir, "sh", "-c", background("sleep 600 | " + psql(heir, "orders-db", null)));
    await().until(() -> backends(heir).equals("1"));
    assertThat(backends(old)).isEqualTo("1");

    // Then
    audit.until(
        "the heir's own connection is " + mode.verdict(),
        FIRST_AGENT,
        report ->
            report.named(heir).stream().allMatch(said -> said.verdict().equals(mode.verdict()))
                && isNamed(report, heir, heir));
    for (int i = 0; i < 3; i++) {
      Report report = audit.next();
      Report.Said left = report.named(old).getFirst();
      assertThat(left.podUid()).as(left.toString()).isNotEqualTo(next.getMetadata().getUid());
      assertThat(left.pids()).as(left.toString()).isEmpty();
      assertThat(left.verdict()).as(left.toString()).isIn("GHOST", "UNKNOWN", "AMBIGUOUS");
      System.out.println(mode + ": " + left);
    }
  }

  @Test
  void one_local_port_to_two_servers_is_two_connections_of_two_processes() {
    // Given
    workspace.run(Mode.PROCESSES.of(PodPlan.named("twice").on(node.name()), operator.sidecar()));
    int first = speak("twice", "orders-db", 41_000, "to-orders");
    int second = speak("twice", "stock-db", 41_000, "to-stock");

    // When
    try (Audit stock =
        operator.audit(workspace, "stock", "stock-db." + workspace.namespace() + ".svc", 5432)) {
      // Then
      Report ofOrders = audit.until("EXACT", FIRST_AGENT, report -> isExact(report, "to-orders"));
      Report ofStock = stock.until("EXACT", FIRST_AGENT, report -> isExact(report, "to-stock"));
      assertThat(ofOrders.named("to-orders").getFirst().pids()).containsExactly(first);
      assertThat(ofStock.named("to-stock").getFirst().pids()).containsExactly(second);
    }
  }

  @Test
  void a_Service_with_two_servers_behind_it_does_not_say_which() {
    // Given
    workspace.serviceTo("both-db", cluster.machineAddress(), server.port());
    alsoTo("both-db", other.port());
    Pod pod =
        workspace.run(
            Mode.PROCESSES.of(PodPlan.named("either").on(node.name()), operator.sidecar()));
    for (int i = 0; i < 6; i++) {
      workspace.exec(
          "either", "sh", "-c", background("sleep 600 | " + psql("either", "both-db", null)));
    }
    await()
        .atMost(SOON)
        .until(() -> Integer.parseInt(backends("either")) > 0 && !backends("either").equals("6"));

    // Then
    Report report =
        audit.until(
            "the agent of the pod answers",
            FIRST_AGENT,
            one ->
                one.named("either").stream()
                    .anyMatch(said -> said.evidence().contains("PEER_SHARED")));
    for (Report.Said said : report.named("either")) {
      System.out.println(said);
      assertThat(said.verdict()).as(said.toString()).isEqualTo("AMBIGUOUS");
      assertThat(said.pids()).as(said.toString()).isEmpty();
      assertThat(said.podUid()).as(said.toString()).isIn(null, pod.getMetadata().getUid());
    }
  }

  @Test
  void the_address_of_a_completed_Jobs_pod_is_the_next_pods() {
    // Given
    job("done");
    Pod done =
        await()
            .atMost(SOON)
            .until(
                () ->
                    cluster
                        .client()
                        .pods()
                        .inNamespace(workspace.namespace())
                        .withLabel("job-name", "done")
                        .list()
                        .getItems(),
                pods ->
                    !pods.isEmpty()
                        && "Succeeded".equals(pods.getFirst().getStatus().getPhase())
                        && pods.getFirst().getStatus().getPodIP() != null)
            .getFirst();
    String address = done.getStatus().getPodIP();

    // When
    cluster.faults().nextPodGets(node, address);
    Pod next =
        workspace.run(Mode.NONE.of(PodPlan.named("after").on(node.name()), operator.sidecar()));
    assertThat(next.getStatus().getPodIP()).isEqualTo(address);
    workspace.exec(
        "after", "sh", "-c", background("sleep 600 | " + psql("after", "orders-db", null)));

    // Then
    Report report =
        audit.until("the new pod is named", SOON, one -> isNamed(one, "after", "after"));
    Report.Said said = report.named("after").getFirst();
    assertThat(said.podUid()).isEqualTo(next.getMetadata().getUid());
    assertThat(said.verdict()).isEqualTo("POD");
  }

  private static boolean isNamed(Report report, String application, String pod) {
    return report.named(application).stream().anyMatch(said -> pod.equals(said.pod()));
  }

  private static boolean isExact(Report report, String application) {
    return report.named(application).stream().anyMatch(said -> said.verdict().equals("EXACT"));
  }

  private String backends(String application) {
    return server.ask(
        "select count(*) from pg_stat_activity where application_name = '" + application + "'");
  }

  /** Stays after the command that started it has ended. */
  private static String background(String command) {
    return "(" + command + ") </dev/null >/dev/null 2>&1 &";
  }

  private static String psql(String application, String host, @Nullable String sql) {
    return "psql -Xq 'host=%s user=%s dbname=postgres application_name=%s'%s"
        .formatted(host, PostgresServer.USER, application, sql == null ? "" : " -c '" + sql + "'");
  }

  /**
   * A session from a given local port, by the protocol's first message alone: the servers trust.
   *
   * @return the process that holds it
   */
  private int speak(String pod, String host, int localPort, String application) {
    String body =
        "user\0%s\0database\0postgres\0application_name\0%s\0\0"
            .formatted(PostgresServer.USER, application);
    StringBuilder octal = new StringBuilder();
    int length = body.length() + 2 * Integer.BYTES;
    // the length, then version 3.0 of the protocol
    for (int octet : List.of(0, 0, length >> 8, length & 0xff, 0, 3, 0, 0)) {
      octal.append("\\%03o".formatted(octet));
    }
    body.chars().forEach(octet -> octal.append("\\%03o".formatted(octet)));
    String holder =
        "echo $$ >/tmp/%s; exec nc -p %d %s 5432".formatted(application, localPort, host);
    workspace.exec(
        pod,
        "sh",
        "-c",
        background("(printf '%s'; sleep 600) | sh -c '%s'".formatted(octal, holder)));
    return Integer.parseInt(
        await()
            .atMost(SOON)
            .ignoreExceptions()
            .until(
                () -> workspace.exec(pod, "cat", "/tmp/" + application).strip(),
                pid -> !pid.isEmpty()));
  }

  /** A second server behind a Service. */
  private void alsoTo(String service, int port) {
    cluster
        .client()
        .resource(
            new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(service + "-more")
                .withNamespace(workspace.namespace())
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

  /** A Job that ends at once, on the node. */
  private void job(String name) {
    cluster
        .client()
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(workspace.namespace())
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .withNodeName(node.name())
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("main")
                .withImage(Cluster.CLIENT_IMAGE)
                .withImagePullPolicy("Never")
                .withCommand("sleep", "2")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
  }
}
