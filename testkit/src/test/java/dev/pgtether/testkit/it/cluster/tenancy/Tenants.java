package dev.pgtether.testkit.it.cluster.tenancy;

import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.JavaClientImage;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.it.cluster.agents.HandMadeAgent;
import dev.pgtether.testkit.it.cluster.yardstick.Audit;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import dev.pgtether.testkit.it.cluster.yardstick.Mode;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An installation with two tenants: the thief, who runs a lying server, and the crown, all of whose
 * names begin with {@link #SECRET_NAME}; and a namespace of auditors, whom the chart lets see all.
 */
record Tenants(
    Cluster cluster,
    Installation operator,
    TestNamespace thief,
    TestNamespace crown,
    TestNamespace auditors,
    PostgresServer treasury,
    LyingServer lying,
    List<Pod> pods)
    implements AutoCloseable {
  /**
   * In the name of the crown's namespace, of its pods, their containers' processes and their
   * sessions.
   */
  static final String SECRET_NAME = "crown";

  /** A client with an agent that sees its process. */
  static final String TILL = "crown-till";

  /** A client with an agent that never answers by itself. */
  static final String MUTE = "crown-mute";

  /** Another one. */
  static final String LIAR = "crown-liar";

  /** A client without an agent. */
  static final String BARE = "crown-bare";

  static final int AGENTS = 8443;

  private static final String TREASURY = "treasury-db";
  private static final Duration CONNECTED = Duration.ofSeconds(30);

  static Tenants open(Cluster cluster) {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      JavaClientImage.load(cluster);
      TestNamespace auditors = opened(opened, TestNamespace.create(cluster, "auditors"));
      Installation operator =
          opened(
              opened,
              Installation.of(
                  cluster,
                  "replicas=1",
                  "tenancy.adminNamespaces=[\"" + auditors.namespace() + "\"]",
                  "metrics.workloads=true"));
      TestNamespace thief = opened(opened, TestNamespace.create(cluster, "thief"));
      operator.equip(auditors);
      operator.equip(thief);
      TestNamespace crown = opened(opened, operator.workspace(SECRET_NAME));
      String here = cluster.machineAddress();
      PostgresServer treasury =
          opened(opened, PostgresServer.ofMajor(18).listeningOn(here).start());
      LyingServer lying = opened(opened, LyingServer.start(here));
      crown.serviceTo(TREASURY, here, treasury.port());
      List<Pod> pods =
          List.of(
              crown.runPod(Mode.PROCESSES.of(TestPodSpec.named(TILL), operator.sidecar())),
              crown.runPod(HandMadeAgent.pod(MUTE)),
              crown.runPod(HandMadeAgent.pod(LIAR).withImage(Cluster.JAVA_CLIENT_IMAGE)),
              crown.runPod(TestPodSpec.named(BARE)));
      Tenants tenants =
          new Tenants(cluster, operator, thief, crown, auditors, treasury, lying, pods);
      pods.forEach(pod -> tenants.connect(pod.getMetadata().getName()));
      return tenants;
    } catch (RuntimeException | Error failed) {
      close(opened);
      throw failed;
    }
  }

  private static <T extends AutoCloseable> T opened(List<AutoCloseable> all, T one) {
    all.add(one);
    return one;
  }

  /** A session that waits, of a process that is called like its pod. */
  private void connect(String pod) {
    crown.exec(
        pod,
        "sh",
        "-c",
        """
        cp /usr/bin/psql "/tmp/$0" &&
        (sleep 1d | "/tmp/$0" -Xq "host=$1 user=$2 dbname=postgres application_name=$0") </dev/null >/dev/null 2>&1 &""",
        pod,
        TREASURY,
        PostgresServer.USER);
    await()
        .atMost(CONNECTED)
        .until(
            () ->
                treasury
                    .queryValue(
                        "select count(*) from pg_stat_activity where state = 'idle' and application_name = '%s'"
                            .formatted(pod))
                    .equals("1"));
  }

  /** The address of a pod of the crown's. */
  String addressOf(String pod) {
    return pods.stream()
        .filter(one -> one.getMetadata().getName().equals(pod))
        .findFirst()
        .orElseThrow()
        .getStatus()
        .getPodIP();
  }

  /** {@code address:port} of its client at the treasury. */
  String socketOf(String pod) {
    return addressOf(pod)
        + ":"
        + treasury.queryValue(
            "select client_port from pg_stat_activity where application_name = '" + pod + "'");
  }

  /** Of its agent. */
  String tokenOf(String pod) {
    return crown.exec(pod, "cat", HandMadeAgent.TOKEN).strip();
  }

  /** An agent that stands outside of the cluster, and has whichever token it is given. */
  HandMadeAgent agent() {
    return HandMadeAgent.trusting(roots(), operatorAddress(), AGENTS);
  }

  String operatorAddress() {
    return operator.pod().getStatus().getPodIP();
  }

  /** Whom agents trust. */
  String roots() {
    return cluster
        .client()
        .configMaps()
        .inNamespace(crown.namespace())
        .withName(HandMadeAgent.ROOTS)
        .get()
        .getData()
        .get("ca.crt");
  }

  /** Of the lying server. */
  Audit audit(TestNamespace tenant, String name) {
    return operator.audit(tenant, name, cluster.machineAddress(), lying.port());
  }

  /** Lets the thief's audits know of the crown's pods, or not. */
  void showCrownToThief(boolean shown) {
    cluster
        .kubectl()
        .run(
            "annotate",
            "namespace",
            crown.namespace(),
            "--overwrite",
            shown
                ? "pgtether.dev/visible-to=elsewhere," + thief.namespace()
                : "pgtether.dev/visible-to-");
  }

  /** Its audits with their status, as programs read them. */
  String resourcesOf(TestNamespace tenant) {
    return cluster
        .kubectl()
        .run("get", "connectionaudits", "--namespace=" + tenant.namespace(), "--output=yaml");
  }

  /** All that a tenant gets to see of an audit. */
  String seenBy(TestNamespace tenant, Audit audit) {
    String inside = "--namespace=" + tenant.namespace();
    return String.join(
        "\n",
        resourcesOf(tenant),
        cluster.kubectl().run("get", "events", inside, "--output=yaml"),
        cluster.kubectl().run("describe", "connectionaudits", inside),
        audit.ask(operator.token(tenant)).body(),
        operator
            .metrics()
            .lines()
            .filter(line -> line.contains(tenant.namespace()))
            .collect(Collectors.joining("\n")));
  }

  /** Events about the crown's pods that speak of a tenant's audits. */
  List<String> eventsOnCrownBy(TestNamespace tenant) {
    return cluster
        .client()
        .events()
        .v1()
        .events()
        .inNamespace(crown.namespace())
        .list()
        .getItems()
        .stream()
        .filter(event -> String.valueOf(event.getNote()).contains(tenant.namespace()))
        .map(event -> event.getRegarding().getName() + " " + event.getReason())
        .toList();
  }

  @Override
  public void close() {
    close(List.of(auditors, operator, thief, crown, treasury, lying));
  }

  private static void close(List<AutoCloseable> opened) {
    for (AutoCloseable one : opened.reversed()) {
      try {
        one.close();
      } catch (Exception notClosed) {
        System.err.println("not closed: " + notClosed);
      }
    }
  }
}
