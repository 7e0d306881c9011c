package dev.pgtether.testkit.it.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.it.cluster.runtime.AuditOnStage;
import dev.pgtether.testkit.it.cluster.yardstick.Audit;
import dev.pgtether.testkit.it.cluster.yardstick.HardKill;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import dev.pgtether.testkit.it.cluster.yardstick.Mode;
import dev.pgtether.testkit.it.cluster.yardstick.Report;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.postgres.PostgresServerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Clients with real agents, while the server fails over, the CA is rotated, and the operator is
 * killed, in this order: the rotation takes a minute, during which the first happens. The next
 * audit is right, and nobody is lost. Prints how long each took.
 */
@NeedsCluster({ClusterCapability.DATABASES, ClusterCapability.IMAGES, ClusterCapability.FAULTS})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsOfAnInstallationIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final Duration FIRST_AGENT = Duration.ofMinutes(2);

  /** Rounds of half a minute: the new root is made, then it signs. */
  private static final Duration ROTATION = Duration.ofMinutes(3);

  private static final String DATABASE = "orders-db";
  private static final List<String> CLIENTS =
      IntStream.rangeClosed(1, 4).mapToObj(number -> "client-" + number).toList();

  /** A session that waits, but for a word each second, and comes back when it is lost. */
  private static final String CLIENT =
      """
      while :; do
        while echo 'select 1;'; do sleep 1; done |
          psql -Xqt "host=$1 user=$2 dbname=postgres application_name=$0" >/dev/null 2>&1
        sleep 0.2
      done""";

  private final Cluster cluster;
  private Installation operator;
  private TestNamespace testNamespace;
  private PostgresServer primary;
  private PostgresServer standby;
  private AuditOnStage resource;
  private Audit audit;
  private OwnCa ca;
  private String firstRoot;
  private Instant rotationAsked;

  FaultsOfAnInstallationIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    operator = OwnCa.install(cluster);
    testNamespace = operator.workspace("faults");
    ca = new OwnCa(cluster, operator, testNamespace);
    PostgresServerConfig recipe = PostgresServer.ofMajor(17).listeningOn(cluster.machineAddress());
    primary = recipe.start();
    standby = primary.startStandby(recipe);
    testNamespace.serviceTo(DATABASE, cluster.machineAddress(), primary.port());
    CLIENTS.forEach(
        name ->
            testNamespace.runPod(
                Mode.PROCESSES.of(
                    TestPodSpec.named(name)
                        .withCommand("sh", "-c", CLIENT, name, DATABASE, PostgresServer.USER),
                    operator.sidecar())));
    audit =
        operator.audit(
            testNamespace, "orders", DATABASE + "." + testNamespace.namespace() + ".svc", 5432);
    cluster
        .kubectl()
        .run(
            "patch",
            "connectionaudit",
            "orders",
            "--namespace=" + testNamespace.namespace(),
            "--type=merge",
            "--patch={\"spec\":{\"database\":{\"target\":\"primary\"}}}");
    resource = AuditOnStage.of(cluster, testNamespace.namespace(), "orders");
    awaitEverybody(Instant.EPOCH, FIRST_AGENT);
    firstRoot = ca.roots().getFirst();
    rotationAsked = Instant.now();
    ca.rotate();
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable one :
        new AutoCloseable[] {audit, standby, primary, testNamespace, operator}) {
      if (one != null) {
        one.close();
      }
    }
  }

  @Test
  @Order(1)
  void a_fail_over_is_followed_and_everybody_is_named_at_the_new_primary() {
    // When the primary dies, and its Service leads to the standby
    Instant killed = Instant.now();
    primary.killPostmaster();
    testNamespace.redirectService(DATABASE, cluster.machineAddress(), standby.port());
    resource.awaitReason("NoPrimary", SOON);
    Instant noticed = Instant.now();
    standby.queryValue("select pg_promote()");
    Instant promoted = Instant.now();

    // Then those who have come back at once are seen
    Report report = awaitAll(promoted, SOON, said -> true);
    assertThat(report.answered()).isEqualTo(CLIENTS.size());
    System.out.printf(
        "fail-over: no primary said after %s, all clients seen %s after the promotion%n",
        Duration.between(killed, noticed), Duration.between(promoted, Instant.now()));

    // And each is named by what it is asked next, though nodes may still have led elsewhere then
    awaitEverybody(promoted, SOON);
    System.out.printf(
        "fail-over: all named %s after the promotion%n", Duration.between(promoted, Instant.now()));
    resource.awaitReady(SOON);
    assertThat(resource.status().path("server").path("address").asText())
        .endsWith(":" + standby.port());
    assertThat(resource.events())
        .extracting(event -> event.path("reason").asText())
        .containsOnlyOnce("NoPrimary", "ServerChanged");
  }

  @Test
  @Order(2)
  void a_rotated_ca_loses_no_agent() {
    // When the new root signs
    int audits = 0;
    String newRoot = await().atMost(ROTATION).until(ca::roots, all -> all.size() == 2).getLast();
    Instant published = Instant.now();
    assertThat(newRoot).isNotEqualTo(firstRoot);
    while (!ca.isTrustedBy(newRoot)) {
      assertThat(Duration.between(published, Instant.now())).isLessThan(ROTATION);
      requireEverybody(audit.next());
      audits++;
    }
    Instant signs = Instant.now();

    // Then
    requireEverybody(audit.next());
    assertThat(ca.isTrustedBy(firstRoot)).isFalse();
    System.out.printf(
        "rotation: the new root signs after %s; %d audits meanwhile, each heard all of %d agents%n",
        Duration.between(rotationAsked, signs), audits + 1, CLIENTS.size());
  }

  /** Agents keep their connections, so that only now they all look at the new certificate. */
  @Test
  @Order(3)
  void a_killed_operator_repeats_no_event_and_every_agent_trusts_the_next() {
    // Given
    List<String> events = events();

    // When
    Instant killed = Instant.now();
    HardKill.of(cluster, operator.pod(), "operator.args");

    // Then
    awaitEverybody(killed, FIRST_AGENT);
    System.out.printf(
        "operator killed: all %d agents heard after %s%n",
        CLIENTS.size(), Duration.between(killed, Instant.now()));
    assertThat(events()).isEqualTo(events);
  }

  private void awaitEverybody(Instant after, Duration atMost) {
    awaitAll(after, atMost, said -> said.verdict().equals("EXACT"));
  }

  /** Audits until each client is as it is wanted; whoever is named until then is named right. */
  private Report awaitAll(Instant after, Duration atMost, Predicate<Report.Said> wanted) {
    return audit.until(
        "all clients are as wanted",
        atMost,
        report -> {
          requireNobodyWrong(report);
          return report.auditedAt().compareTo(after.toString()) > 0
              && CLIENTS.stream()
                  .map(report::named)
                  .allMatch(said -> !said.isEmpty() && said.stream().allMatch(wanted));
        });
  }

  private static void requireEverybody(Report report) {
    requireNobodyWrong(report);
    assertThat(report.asked()).isEqualTo(CLIENTS.size());
    assertThat(report.answered()).isEqualTo(CLIENTS.size());
  }

  private static void requireNobodyWrong(Report report) {
    for (String client : CLIENTS) {
      assertThat(report.named(client))
          .allSatisfy(said -> assertThat(said.pod()).isIn(null, client));
    }
  }

  /** With how often each happened. */
  private List<String> events() {
    return cluster
        .client()
        .events()
        .v1()
        .events()
        .inNamespace(testNamespace.namespace())
        .list()
        .getItems()
        .stream()
        .filter(event -> String.valueOf(event.getReportingController()).contains("pgtether"))
        .map(
            event ->
                event.getRegarding().getName()
                    + " "
                    + event.getReason()
                    + " "
                    + event.getMetadata().getName()
                    + " "
                    + event.getSeries())
        .sorted()
        .toList();
  }
}
