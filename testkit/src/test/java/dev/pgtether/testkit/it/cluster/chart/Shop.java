package dev.pgtether.testkit.it.cluster.chart;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.JavaClientImage;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.built.FaultInjector.ActiveFault;
import dev.pgtether.testkit.cluster.built.Node;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.BoundedCommand;
import dev.pgtether.testkit.process.ConditionWait;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The shop of the README's examples: namespace {@code shop}, a PostgreSQL beside the cluster under
 * the name {@code orders-db.shop.svc}, and applications with connections to it.
 */
final class Shop implements AutoCloseable {
  static final String NAMESPACE = "shop";

  private static final String DATABASE = "orders-db";
  private static final String HOST = DATABASE + "." + NAMESPACE + ".svc";
  private static final String PASSWORD = "change-me";
  private static final int TRIES = 3;
  private static final String EXPORT = "export-old";

  /** A node's clock may be off by 30 s, so who dies younger than that may be another's ghost. */
  private static final Duration OLD_ENOUGH = Duration.ofSeconds(40);

  private static final Duration STARTED = Duration.ofMinutes(3);

  private final Cluster cluster;
  private final TestNamespace testNamespace;
  private final PostgresServer server;

  private Shop(Cluster cluster, TestNamespace testNamespace, PostgresServer server) {
    this.cluster = cluster;
    this.testNamespace = testNamespace;
    this.server = server;
  }

  /** With its database, and nothing that runs. */
  static Shop open(Cluster cluster) throws IOException {
    PostgresServer server =
        PostgresServer.ofMajor(18)
            .listeningOn(cluster.machineAddress())
            .withTls(HOST)
            .requiringPasswords()
            .start();
    for (String sql :
        List.of(
            "CREATE DATABASE orders",
            role("checkout"),
            role("reports"),
            role("pgtether"),
            "GRANT pg_monitor TO pgtether")) {
      server.query(sql);
    }
    TestNamespace testNamespace = TestNamespace.createNamed(cluster, NAMESPACE);
    testNamespace.serviceTo(DATABASE, cluster.machineAddress(), server.port());
    cluster
        .client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(DATABASE + "-ca")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withData(Map.of("ca.crt", Files.readString(server.authority())))
                .build())
        .create();
    return new Shop(cluster, testNamespace, server);
  }

  private static String role(String name) {
    return "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(name, PASSWORD);
  }

  /** Its developers deploy it; returns when everything is connected. */
  void deploy(Path folder) throws IOException {
    JavaClientImage.load(cluster);
    Node node = cluster.nodes().getFirst();
    Path manifest = Files.writeString(folder.resolve("shop.yaml"), manifest(node));
    kubectl("apply", "-f", manifest.toString());
    kubectl("rollout", "status", "statefulset/reports", "--timeout=2m");
    kubectl("rollout", "status", "deployment/checkout", "--timeout=2m");
    for (int i = 0; i < TRIES && someLackAgents(); i++) {
      // A machine that has too much to do lets the webhook's two seconds pass.
      kubectl("rollout", "restart", "deployment/checkout");
      kubectl("rollout", "status", "deployment/checkout", "--timeout=2m");
    }
    ConditionWait.atMost(STARTED).until("the shop is connected", () -> sessions("checkout", 6));
    ConditionWait.atMost(STARTED).until("its reports are", () -> sessions("reports", 2));
  }

  private boolean someLackAgents() {
    return cluster
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app", "checkout")
        .list()
        .getItems()
        .stream()
        .anyMatch(pod -> pod.getSpec().getInitContainers().isEmpty());
  }

  /** A pod is deleted, and the network keeps that from the server. */
  void loseExport() {
    ConditionWait.atMost(STARTED)
        .until(
            "the export is surely elder than its pod's end", () -> exportIsElderThan(OLD_ENOUGH));
    Node node = cluster.nodes().getFirst();
    String address = testNamespace.awaitReady(EXPORT).getStatus().getPodIP();
    try (ActiveFault cut = cluster.faults().dropPackets(node, address, cluster.machineAddress())) {
      Objects.requireNonNull(cut);
      testNamespace.deletePod(EXPORT);
    }
  }

  private boolean exportIsElderThan(Duration age) {
    return server
        .queryValue(
            "SELECT bool_or(now() - backend_start > interval '%d s') FROM pg_stat_activity WHERE query LIKE '%%pg_sleep(3600)'"
                .formatted(age.toSeconds()))
        .equals("t");
  }

  private boolean sessions(String role, int wanted) {
    return server
        .queryValue("SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'".formatted(role))
        .equals(String.valueOf(wanted));
  }

  private static String manifest(Node node) throws IOException {
    try (InputStream in = Shop.class.getResourceAsStream("/shop/shop.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .replace("${CLIENT_IMAGE}", Cluster.CLIENT_IMAGE)
          .replace("${JAVA_CLIENT_IMAGE}", Cluster.JAVA_CLIENT_IMAGE)
          .replace("${CLASS_PATH}", JavaClientImage.CLASS_PATH)
          .replace("${NODE}", node.name());
    }
  }

  /** In its namespace. */
  String kubectl(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--namespace=" + NAMESPACE);
    return new BoundedCommand(command(all), STARTED).run();
  }

  private List<String> command(List<String> words) {
    return cluster.kubectl().command(words.toArray(String[]::new)).words();
  }

  @Override
  public void close() {
    cluster.kubectl().command("delete", "ca", "--all", "--namespace=" + NAMESPACE).attempt();
    testNamespace.close();
    server.close();
  }
}
