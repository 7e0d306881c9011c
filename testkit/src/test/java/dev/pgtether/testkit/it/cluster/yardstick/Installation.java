package dev.pgtether.testkit.it.cluster.yardstick;

import dev.pgtether.testkit.chart.Chart;
import dev.pgtether.testkit.chart.CheckoutImages;
import dev.pgtether.testkit.chart.InstalledChart;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.PodPlan;
import dev.pgtether.testkit.cluster.Workspace;
import dev.pgtether.testkit.cluster.built.Wait;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The chart with one replica and this checkout's images, as a user installs it. */
public final class Installation implements AutoCloseable {
  static final String SECRET = "login";
  private static final String FIRST = "first";
  private static final String CONFIG_MAP = "pgtether-ca";
  private static final String READER = "reader";
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(60);
  private static final Duration ROOTS = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final InstalledChart chart;

  private Installation(Cluster cluster, InstalledChart chart) {
    this.cluster = cluster;
    this.chart = chart;
  }

  public static Installation of(Cluster cluster) {
    CheckoutImages images = CheckoutImages.load(cluster);
    Chart ours = images.chart().with("replicas=1");
    InstalledChart chart = InstalledChart.install(cluster, ours, "--wait", "--timeout=3m");
    Installation installation = new Installation(cluster, chart);
    try {
      installation.awaitInjection();
      return installation;
    } catch (RuntimeException | Error e) {
      installation.close();
      throw e;
    }
  }

  /** A replica is ready a moment before every node's kube-proxy knows of it. */
  private void awaitInjection() {
    Pod asking =
        new PodBuilder()
            .withNewMetadata()
            .withName("asking")
            .withNamespace("default")
            .addToLabels(Mode.LABEL, "sockets")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage(Cluster.CLIENT_IMAGE)
            .endContainer()
            .endSpec()
            .build();
    Wait.atMost(FIRST_ANSWER)
        .until(
            "a pod that asks gets its agent",
            () ->
                !cluster
                    .client()
                    .resource(asking)
                    .dryRun()
                    .create()
                    .getSpec()
                    .getInitContainers()
                    .isEmpty());
  }

  /** Who the operator is to the API server. */
  public String user() {
    return chart.user();
  }

  public String namespace() {
    return chart.namespace();
  }

  /** The one replica. */
  public Pod pod() {
    return cluster
        .client()
        .pods()
        .inNamespace(namespace())
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems()
        .getFirst();
  }

  /**
   * A namespace that can have audits: with the password, with somebody who may read whole reports,
   * and with the operator's roots, so that agents need not wait for the kubelet to bring them.
   */
  public Workspace workspace(String name) {
    Workspace workspace = Workspace.open(cluster, name);
    login(workspace);
    reader(workspace);
    // the roots come when the first agent is there
    workspace.run(Mode.SOCKETS.of(PodPlan.named(FIRST)));
    Wait.atMost(ROOTS)
        .until(
            "the operator's roots are in " + workspace.namespace(),
            () ->
                cluster
                        .client()
                        .configMaps()
                        .inNamespace(workspace.namespace())
                        .withName(CONFIG_MAP)
                        .get()
                    != null);
    return workspace;
  }

  /** The agent as a {@link #workspace} gets it, for where nothing is injected. */
  Sidecar sidecar(Workspace workspace) {
    return Sidecar.of(workspace.awaitReady(FIRST));
  }

  private void login(Workspace workspace) {
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .withNamespace(workspace.namespace())
                .endMetadata()
                .withType("kubernetes.io/basic-auth")
                .withStringData(
                    Map.of("username", PostgresServer.USER, "password", PostgresServer.PASSWORD))
                .build())
        .create();
  }

  private void reader(Workspace workspace) {
    String inside = "--namespace=" + workspace.namespace();
    for (List<String> words :
        List.of(
            List.of("create", "serviceaccount", READER),
            List.of(
                "create",
                "role",
                READER,
                "--verb=get",
                "--resource=connectionaudits.pgtether.dev/report"),
            List.of(
                "create",
                "rolebinding",
                READER,
                "--role=" + READER,
                "--serviceaccount=" + workspace.namespace() + ":" + READER))) {
      String[] all = words.toArray(new String[words.size() + 1]);
      all[words.size()] = inside;
      cluster.kubectl().run(all);
    }
  }

  /** Of who may read the whole reports of a {@link #workspace}. */
  String token(Workspace workspace) {
    return cluster
        .kubectl()
        .run("create", "token", READER, "--namespace=" + workspace.namespace(), "--duration=2h")
        .strip();
  }

  public Audit audit(Workspace workspace, String name, String host, int port) {
    return Audit.apply(cluster, this, workspace, name, host, port);
  }

  @Override
  public void close() {
    chart.close();
  }
}
