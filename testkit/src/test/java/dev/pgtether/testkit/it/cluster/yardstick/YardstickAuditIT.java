package dev.pgtether.testkit.it.cluster.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.built.FaultInjector.ActiveFault;
import dev.pgtether.testkit.knownclients.ClientKind;
import dev.pgtether.testkit.knownclients.ClientName;
import dev.pgtether.testkit.knownclients.ClientPodSpec;
import dev.pgtether.testkit.knownclients.DatabaseAddress;
import dev.pgtether.testkit.knownclients.KnownClientPods;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Twenty pods of clients, some with a sidecar that sees processes, some with one that sees sockets,
 * some with none: nobody is ever named wrong, and what an agent can see is named.
 *
 * <p>{@code -Dpgtether.pairings=10000} goes on for longer; {@code -Dpgtether.mode=PROCESSES} makes
 * all pods alike.
 */
@NeedsCluster({
  ClusterCapability.TWO_NODES,
  ClusterCapability.HOST_NETWORK,
  ClusterCapability.DATABASES,
  ClusterCapability.IMAGES,
  ClusterCapability.FAULTS
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class YardstickAuditIT {
  private static final int PAIRINGS = Integer.getInteger("pgtether.pairings", 400);
  private static final List<String> NODES = List.of("node1", "node2");

  /** Each asks the same agents about the same server. */
  private static final int AUDITS_AT_ONCE = 3;

  /**
   * Their sessions are idle, so that a socket is proven at first sight; a session that is always at
   * work is AMBIGUOUS until it has once been seen waiting.
   */
  private static final Set<String> THOSE_THAT_WAIT = Set.of("psql", "pool", "shared");

  private static final Duration EVERY_AGENT = Duration.ofMinutes(3);

  private final Cluster cluster;
  private final List<ClientPodSpec> pods = pods();
  private final List<Audit> audits = new ArrayList<>();
  private Installation operator;
  private TestNamespace testNamespace;
  private PostgresServer server;
  private KnownClientPods knownClientPods;

  YardstickAuditIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The usual ones, but for one psql on each node, in whose place connections come and go. */
  private static List<ClientPodSpec> pods() {
    return KnownClientPods.defaultPods(NODES.toArray(String[]::new)).stream()
        .map(
            pod ->
                pod.name().startsWith("psql-3")
                    ? ClientPodSpec.of(
                        pod.name().replace("psql-3", "churn"), pod.node(), ClientKind.CHURN)
                    : pod)
        .toList();
  }

  private Mode mode(String pod) {
    String forced = System.getProperty("pgtether.mode");
    if (pod.startsWith("host-")) {
      return pod.endsWith(NODES.getFirst()) ? Mode.SOCKETS : Mode.NONE;
    }
    if (forced != null) {
      return Mode.valueOf(forced);
    }
    int number = pods.stream().map(ClientPodSpec::name).toList().indexOf(pod);
    return Mode.values()[number % Mode.values().length];
  }

  private Stream<Mode> modes() {
    return pods.stream().filter(pod -> !pod.hostNetwork()).map(pod -> mode(pod.name())).distinct();
  }

  @BeforeAll
  void deploy() {
    operator = Installation.of(cluster);
    testNamespace = operator.workspace("measured");
    server = PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).start();
    testNamespace.serviceTo("orders-db", cluster.machineAddress(), server.port());
    knownClientPods =
        KnownClientPods.deploy(
            cluster,
            testNamespace,
            new DatabaseAddress("orders-db", 5432),
            pods,
            plan -> mode(plan.name()).of(plan, operator.sidecar()));
    for (int i = 0; i < AUDITS_AT_ONCE; i++) {
      audits.add(
          operator.audit(
              testNamespace,
              "orders-" + i,
              "orders-db." + testNamespace.namespace() + ".svc",
              5432));
    }
  }

  @AfterAll
  void close() {
    audits.forEach(Audit::close);
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

  /** First: an operator that has restarted knows less of what was before it. */
  @Test
  @Order(1)
  void nobody_is_named_wrong_and_what_an_agent_sees_is_named() {
    // Given
    Tally tally = new Tally(knownClientPods.connections(), this::mode);
    awaitEveryAgent();
    audits.forEach(this::awaitThatTheIndexHasCaughtUp);

    // When
    String last = "";
    while (tally.pairings() < PAIRINGS) {
      audits.forEach(Audit::hurry);
      String newest = last;
      for (Audit audit : audits) {
        Report report = audit.after(last);
        tally.count(report);
        newest = report.auditedAt().compareTo(newest) > 0 ? report.auditedAt() : newest;
      }
      last = newest;
    }
    System.out.println(tally);

    // Then
    tally.requireNothingWrong();
    modes()
        .forEach(
            mode ->
                assertThat(tally.recall(mode, THOSE_THAT_WAIT, mode.verdict()))
                    .as(mode + " in " + tally)
                    .isEqualTo(1));
  }

  @Test
  void killed_agents_are_back_and_nobody_is_named_wrong_meanwhile() {
    // Given
    awaitEveryAgent();

    // When
    List<Pod> killed = knownClientPods.pods().stream().filter(this::hasAgent).limit(3).toList();
    killed.forEach(pod -> HardKill.of(cluster, pod, "agent.args"));

    // Then
    requireRecovery();
  }

  @Test
  void a_killed_operator_finds_every_agent_again() {
    // Given
    awaitEveryAgent();

    // When
    HardKill.of(cluster, operator.pod(), "operator.args");

    // Then
    requireRecovery();
  }

  @Test
  void a_cut_and_lost_packets_between_agents_and_operator_make_nobody_wrong() {
    // Given
    awaitEveryAgent();
    String us = operator.pod().getStatus().getPodIP();
    List<Pod> agents = knownClientPods.pods().stream().filter(this::hasAgent).toList();
    List<ActiveFault> faults = new ArrayList<>();

    // When
    Tally tally = new Tally(knownClientPods.connections(), this::mode);
    try {
      faults.add(
          cluster
              .faults()
              .dropPackets(
                  HardKill.nodeOf(cluster, agents.getFirst()),
                  agents.getFirst().getStatus().getPodIP(),
                  us));
      for (Pod pod : agents.subList(1, 4)) {
        faults.add(
            cluster
                .faults()
                .losePackets(HardKill.nodeOf(cluster, pod), pod.getStatus().getPodIP(), us, 0.3));
      }
      for (int i = 0; i < 3; i++) {
        tally.count(audits.getFirst().next());
      }
    } finally {
      faults.forEach(ActiveFault::close);
    }

    // Then
    tally.requireNothingWrong();
    requireRecovery();
  }

  private void awaitEveryAgent() {
    long agents = knownClientPods.pods().stream().filter(this::hasAgent).count();
    audits
        .getFirst()
        .until(agents + " agents answer", EVERY_AGENT, report -> report.answered() >= agents);
  }

  /**
   * Without an agent, a pod is named from when the index surely knew of it; churn is never so old.
   */
  private void awaitThatTheIndexHasCaughtUp(Audit audit) {
    audit.until(
        "the index has caught up with the clients that stay",
        EVERY_AGENT,
        report ->
            report.connections().stream()
                .filter(said -> said.evidence().contains("CLUSTER_NOT_CAUGHT_UP"))
                .flatMap(said -> ClientName.parse(said.application()).stream())
                .allMatch(name -> name.kind().equals("churn")));
  }

  /** Sooner or later all agents answer, and until then and with that audit nobody is wrong. */
  private void requireRecovery() {
    Instant begin = Instant.now();
    Tally tally = new Tally(knownClientPods.connections(), this::mode);
    long agents = knownClientPods.pods().stream().filter(this::hasAgent).count();
    audits
        .getFirst()
        .until(
            agents + " agents answer again",
            EVERY_AGENT,
            report -> {
              tally.count(report);
              return report.auditedAt().compareTo(begin.toString()) > 0
                  && report.answered() >= agents;
            });
    System.out.println("all back after " + Duration.between(begin, Instant.now()));
    tally.requireNothingWrong();
  }

  private boolean hasAgent(Pod pod) {
    return !Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
        && mode(pod.getMetadata().getName()) != Mode.NONE;
  }
}
