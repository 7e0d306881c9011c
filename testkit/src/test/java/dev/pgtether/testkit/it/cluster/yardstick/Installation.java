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
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The chart, usually with one replica, and this checkout's images, as a user installs it. */
public final class Installation implements AutoCloseable {
  public static final String SECRET = "login";
  private static final String READER = "reader";
  private static final int METRICS = 8080;
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration ROOTS = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final InstalledChart chart;
  private final Sidecar sidecar;

  private Installation(Cluster cluster, InstalledChart chart, Sidecar sidecar) {
    this.cluster = cluster;
    this.chart = chart;
    this.sidecar = sidecar;
  }

  public static Installation of(Cluster cluster) {
    return of(cluster, "replicas=1");
  }

  /** The same with other values, as {@link Chart#with} takes them. */
  public static Installation of(Cluster cluster, String... values) {
    CheckoutImages images = CheckoutImages.load(cluster);
    Chart ours = images.chart().with(values);
    InstalledChart chart = InstalledChart.install(cluster, ours, "--wait", "--timeout=3m");
    return new Installation(
        cluster,
        chart,
        new Sidecar(
            images.agent().reference(),
            "https://pgtether-agents.%s.svc:8443".formatted(chart.namespace())));
  }

  /** A replica is ready a moment before every node's kube-proxy knows of it. */
  public void awaitInjection() {
    Pod asking =
        new PodBuilder()
            .withNewMetadata()
            .withName("asking")
            .withNamespace("default")
            .addToLabels("pgtether.dev/inject", "sockets")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage(Cluster.CLIENT_IMAGE)
            .endContainer()
            .endSpec()
            .build();
    Wait.atMost(ROOTS)
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

  public Sidecar sidecar() {
    return sidecar;
  }

  public String namespace() {
    return chart.namespace();
  }

  /** The one replica, or one of them. */
  public Pod pod() {
    return pods().getFirst();
  }

  public List<Pod> pods() {
    return cluster
        .client()
        .pods()
        .inNamespace(namespace())
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems();
  }

  /**
   * A namespace that can have audits and agents: {@link #equip equipped}, and with the operator's
   * roots, so that agents need not wait for the kubelet to bring them.
   */
  public Workspace workspace(String name) {
    Workspace workspace = Workspace.open(cluster, name);
    equip(workspace);
    // the roots come when the first agent is there
    workspace.run(Mode.SOCKETS.of(PodPlan.named("first"), sidecar));
    Wait.atMost(ROOTS)
        .until(
            "the operator's roots are in " + workspace.namespace(),
            () ->
                cluster
                        .client()
                        .configMaps()
                        .inNamespace(workspace.namespace())
                        .withName(Sidecar.ROOTS)
                        .get()
                    != null);
    return workspace;
  }

  /** Puts the password into a namespace, and somebody who may read whole reports. */
  public void equip(Workspace workspace) {
    login(workspace);
    reader(workspace);
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
  public String token(Workspace workspace) {
    return cluster
        .kubectl()
        .run("create", "token", READER, "--namespace=" + workspace.namespace(), "--duration=2h")
        .strip();
  }

  public Audit audit(Workspace workspace, String name, String host, int port) {
    return Audit.apply(cluster, this, workspace, name, host, port);
  }

  /** What Prometheus reads of it. */
  public String metrics() {
    String pod = pod().getMetadata().getName();
    try (LocalPortForward road =
            cluster.client().pods().inNamespace(namespace()).withName(pod).portForward(METRICS);
        HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + road.getLocalPort() + "/q/metrics");
      return http.send(
              HttpRequest.newBuilder(uri).timeout(ANSWER).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  public String log() {
    return cluster
        .client()
        .pods()
        .inNamespace(namespace())
        .withName(pod().getMetadata().getName())
        .getLog();
  }

  @Override
  public void close() {
    chart.close();
  }
}
