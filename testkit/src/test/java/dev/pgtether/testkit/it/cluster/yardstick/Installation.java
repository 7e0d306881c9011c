package dev.pgtether.testkit.it.cluster.yardstick;

import dev.pgtether.testkit.chart.CheckoutImages;
import dev.pgtether.testkit.chart.HelmChart;
import dev.pgtether.testkit.chart.InstalledChart;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ConditionWait;
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

  /** The same with other values, as {@link HelmChart#withValues} takes them. */
  public static Installation of(Cluster cluster, String... values) {
    CheckoutImages images = CheckoutImages.load(cluster);
    HelmChart ours = images.chart().withValues(values);
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
    ConditionWait.atMost(ROOTS)
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
    return chart.userName();
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
  public TestNamespace workspace(String name) {
    TestNamespace testNamespace = TestNamespace.create(cluster, name);
    equip(testNamespace);
    // the roots come when the first agent is there
    testNamespace.runPod(Mode.SOCKETS.of(TestPodSpec.named("first"), sidecar));
    ConditionWait.atMost(ROOTS)
        .until(
            "the operator's roots are in " + testNamespace.namespace(),
            () ->
                cluster
                        .client()
                        .configMaps()
                        .inNamespace(testNamespace.namespace())
                        .withName(Sidecar.ROOTS)
                        .get()
                    != null);
    return testNamespace;
  }

  /** Puts the password into a namespace, and somebody who may read whole reports. */
  public void equip(TestNamespace testNamespace) {
    login(testNamespace);
    reader(testNamespace);
  }

  private void login(TestNamespace testNamespace) {
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .withNamespace(testNamespace.namespace())
                .endMetadata()
                .withType("kubernetes.io/basic-auth")
                .withStringData(
                    Map.of("username", PostgresServer.USER, "password", PostgresServer.PASSWORD))
                .build())
        .create();
  }

  private void reader(TestNamespace testNamespace) {
    String inside = "--namespace=" + testNamespace.namespace();
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
                "--serviceaccount=" + testNamespace.namespace() + ":" + READER))) {
      String[] all = words.toArray(new String[words.size() + 1]);
      all[words.size()] = inside;
      cluster.kubectl().run(all);
    }
  }

  /** Of who may read the whole reports of a {@link #workspace}. */
  public String token(TestNamespace testNamespace) {
    return cluster
        .kubectl()
        .run("create", "token", READER, "--namespace=" + testNamespace.namespace(), "--duration=2h")
        .strip();
  }

  public Audit audit(TestNamespace testNamespace, String name, String host, int port) {
    return Audit.apply(cluster, this, testNamespace, name, host, port);
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
