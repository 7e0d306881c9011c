package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Resources;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.it.cluster.yardstick.Audit;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import dev.pgtether.testkit.it.cluster.yardstick.Mode;
import dev.pgtether.testkit.knownclients.ClientKind;
import dev.pgtether.testkit.knownclients.ClientPodSpec;
import dev.pgtether.testkit.knownclients.DatabaseAddress;
import dev.pgtether.testkit.knownclients.KnownClientPods;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A PostgreSQL and pods of its clients on both nodes, each with an agent that sees processes: every
 * fifth a pool of four connections, the others a psql each.
 */
final class Crowd implements AutoCloseable {

  private static final String SERVICE = "orders-db";
  private static final int PORT = 5432;
  private static final Duration EVERY_AGENT = Duration.ofMinutes(3);

  private final Cluster cluster;
  private final Installation operator;
  private final Resources resources = new Resources();
  private final PostgresServer server;
  private final TestNamespace testNamespace;
  private final List<Pod> pods = new ArrayList<>();
  private int connections;

  private Crowd(Ground ground) {
    this.cluster = ground.cluster();
    this.operator = ground.chart();
    this.server =
        resources.keep(
            PostgresServer.ofMajor(18)
                .listeningOn(cluster.machineAddress())
                .withSetting("max_connections = 300")
                .start());
    this.testNamespace = resources.keep(operator.workspace("bench-crowd"));
    testNamespace.serviceTo(SERVICE, cluster.machineAddress(), server.port());
  }

  static Crowd open(Ground ground) {
    return new Crowd(ground);
  }

  /** Adds pods, and returns when their agents have answered. */
  void grow(int count) {
    List<ClientPodSpec> plans = new ArrayList<>();
    for (int number = pods.size(); number < pods.size() + count; number++) {
      String node = cluster.nodes().get(number % 2).name();
      boolean isPool = number % 5 == 4;
      connections += isPool ? 4 : 1;
      plans.add(
          ClientPodSpec.of("client-" + number, node, isPool ? ClientKind.POOL : ClientKind.PSQL));
    }
    KnownClientPods clients =
        KnownClientPods.deploy(
            cluster,
            testNamespace,
            new DatabaseAddress(SERVICE, PORT),
            plans,
            plan -> Mode.PROCESSES.of(plan, operator.sidecar()));
    pods.addAll(clients.pods());
    try (Audit audit = operator.audit(testNamespace, "everybody-" + pods.size(), host(), PORT)) {
      audit.until(
          pods.size() + " agents answer",
          EVERY_AGENT,
          report -> report.agents().size() >= pods.size());
      new TimedAudit(cluster, namespace(), "everybody-" + pods.size()).close();
    }
  }

  String namespace() {
    return testNamespace.namespace();
  }

  List<Pod> pods() {
    return List.copyOf(pods);
  }

  /** Of the pods, in all. */
  int connections() {
    return connections;
  }

  /** What an audit calls the server. */
  String host() {
    return SERVICE + "." + namespace() + ".svc";
  }

  int port() {
    return PORT;
  }

  PostgresServer server() {
    return server;
  }

  @Override
  public void close() {
    resources.close();
  }
}
