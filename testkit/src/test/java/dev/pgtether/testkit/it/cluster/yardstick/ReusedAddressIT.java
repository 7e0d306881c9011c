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
import dev.pgtether.testkit.cluster.built.FaultInjector.ActiveFault;
import dev.pgtether.testkit.cluster.built.Node;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.protocol.ServerAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses that say less than they seem to: reused, left over. */
@NeedsCluster({
  ClusterCapability.TWO_NODES,
  ClusterCapability.DATABASES,
  ClusterCapability.IMAGES,
  ClusterCapability.FAULTS
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReusedAddressIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long RETRY_MILLIS = 10_000;

  /** A node's clock may be off by 30 s, so who dies younger than that may be another's ghost. */
  private static final Duration OLD_ENOUGH = Duration.ofSeconds(40);

  private static final Duration FIRST_AGENT = Duration.ofMinutes(3);

  private final Cluster cluster;
  private final Node node;
  private final Map<Mode, String> addresses = new EnumMap<>(Mode.class);
  private Installation operator;
  private TestNamespace testNamespace;
  private PostgresServer server;
  private Audit audit;

  ReusedAddressIT(Cluster cluster) {
    this.cluster = cluster;
    this.node = cluster.nodes().getFirst();
  }

  @BeforeAll
  void open() {
    operator = Installation.of(cluster);
    testNamespace = operator.workspace("reused");
    server = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    testNamespace.serviceTo("orders-db", cluster.machineAddress(), server.port());
    audit = operator.audit(testNamespace, "orders", host("orders-db"), 5432);
    JavaClientImage.load(cluster);
    for (Mode mode : Mode.values()) {
      addresses.put(mode, run(old(mode), Mode.NONE).getStatus().getPodIP());
    }
    // only then is it certain that they had their addresses when their backends began
    await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
    for (Mode mode : Mode.values()) {
      testNamespace.exec(
          old(mode), "sh", "-c", background(psql(old(mode), "orders-db", "select pg_sleep(600)")));
    }
  }

  @AfterAll
  void close() {
    if (audit != null) {
      audit.close();
    }
    if (server != null) {
      server.close();
    }
    if (testNamespace != null) {
      testNamespace.close();
    }
    if (operator != null) {
      operator.close();
    }
  }

  @ParameterizedTest(name = "a deleted pod''s backend is never the next pod''s at its address: {0}")
  @EnumSource(Mode.class)
  void a_deleted_pods_backend_is_never_the_next_pods_at_its_address(Mode mode) {
    // Given
    String old = old(mode);
    String heir = old.replace("old", "heir");
    String address = Objects.requireNonNull(addresses.get(mode));
    await().atMost(OLD_ENOUGH.multipliedBy(2)).until(() -> ageOf(old) > OLD_ENOUGH.toSeconds());
    audit.until("the old pod is named", SOON, report -> isNamed(report, old, old));

    // When
    try (ActiveFault cut = cluster.faults().dropPackets(node, address, cluster.machineAddress())) {
      assertThat(cut).isNotNull();
      testNamespace.deletePod(old);
      cluster.faults().assignNextPodAddress(node, address);
    }
    Pod next = run(heir, mode);
    assertThat(next.getStatus().getPodIP()).isEqualTo(address);
    // a connection that stands at the same address and port, and is no backend yet
    connect(heir, "orders-db", portOf(old), "newcomer", LoginStage.CONNECTED);
    connect(heir, "orders-db", 0, heir, LoginStage.READY);
    assertThat(backends(old)).isEqualTo("1");

    // Then
    audit.until(
        "the heir's own connection is " + mode.verdict(),
        FIRST_AGENT,
        report -> isNamed(report, heir, heir) && report.is(heir, mode.verdict()));
    for (int i = 0; i < 2; i++) {
      Report.Said left = audit.next().named(old).getFirst();
      assertThat(left.podUid()).as(left.toString()).isNotEqualTo(next.getMetadata().getUid());
      assertThat(left.pids()).as(left.toString()).isEmpty();
      assertThat(left.verdict()).as(left.toString()).isEqualTo("GHOST");
    }
  }

  @Test
  void the_address_of_a_completed_jobs_pod_is_the_next_pods() {
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
                        .inNamespace(testNamespace.namespace())
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
    cluster.faults().assignNextPodAddress(node, address);
    Pod next =
        testNamespace.runPod(
            Mode.NONE.of(TestPodSpec.named("after").onNode(node.name()), operator.sidecar()));
    assertThat(next.getStatus().getPodIP()).isEqualTo(address);
    testNamespace.exec(
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

  private static String old(Mode mode) {
    return "old-" + mode.name().toLowerCase(Locale.ROOT);
  }

  private String host(String service) {
    return service + "." + testNamespace.namespace() + ".svc";
  }

  private Pod run(String name, Mode mode) {
    TestPodSpec plan =
        TestPodSpec.named(name).withImage(Cluster.JAVA_CLIENT_IMAGE).onNode(node.name());
    return testNamespace.runPod(mode.of(plan, operator.sidecar()));
  }

  private WireClientInPod connect(
      String pod, String service, int localPort, String name, LoginStage loginStage) {
    return WireClientInPod.start(
        testNamespace,
        pod,
        name,
        ConnectionRequest.to(
                new ServerAddress(service, 5432), PostgresServer.USER, PostgresServer.PASSWORD)
            .from("", localPort)
            .named(name)
            .until(loginStage)
            .retryingFor(RETRY_MILLIS));
  }

  /** Seconds. */
  private int ageOf(String application) {
    return Integer.parseInt(
        server.queryValue(
            "select extract(epoch from now() - backend_start)::int from pg_stat_activity where application_name = '"
                + application
                + "'"));
  }

  private int portOf(String application) {
    return Integer.parseInt(
        server.queryValue(
            "select client_port from pg_stat_activity where application_name = '"
                + application
                + "'"));
  }

  private String backends(String application) {
    return server.queryValue(
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

  /** A Job that ends at once, on the node. */
  private void job(String name) {
    cluster
        .client()
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(testNamespace.namespace())
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
