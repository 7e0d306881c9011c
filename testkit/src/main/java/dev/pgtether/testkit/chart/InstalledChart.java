package dev.pgtether.testkit.chart;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The chart in a namespace of its own, where PodSecurity allows only what is restricted. It is
 * uninstalled when closed; the CRD stays, as it does for everybody.
 */
public final class InstalledChart implements AutoCloseable {
  /** The operator's account. */
  private static final String ACCOUNT = "pgtether";

  private static final String TOKEN_LIFETIME = "2h";

  private final Cluster cluster;
  private final TestNamespace testNamespace;

  private InstalledChart(Cluster cluster, TestNamespace testNamespace) {
    this.cluster = cluster;
    this.testNamespace = testNamespace;
  }

  /**
   * {@code helm upgrade --install}.
   *
   * @param options of Helm, such as {@code --wait}
   */
  public static InstalledChart install(Cluster cluster, HelmChart helmChart, String... options) {
    TestNamespace testNamespace = TestNamespace.create(cluster, "pgtether-system");
    InstalledChart installed = new InstalledChart(cluster, testNamespace);
    try {
      cluster
          .kubectl()
          .run(
              "label",
              "namespace",
              testNamespace.namespace(),
              "pod-security.kubernetes.io/enforce=restricted");
      installed.upgrade(helmChart, options);
      return installed;
    } catch (RuntimeException | Error e) {
      installed.close();
      throw e;
    }
  }

  /** The same release with another chart or other values; returns what Helm said. */
  public String upgrade(HelmChart helmChart, String... options) {
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    // a CRD that another test applied, or that a namespace before this one left behind
    all[options.length] = "--take-ownership";
    return helmChart.upgrade(cluster.helm(), namespace(), all).run();
  }

  /** {@code helm uninstall}; returns what Helm said. */
  public String uninstall() {
    return cluster
        .helm()
        .run(
            "uninstall",
            HelmChart.NAME,
            "--namespace=" + namespace(),
            "--ignore-not-found",
            "--wait");
  }

  public String namespace() {
    return testNamespace.namespace();
  }

  /** Who the operator is to the API server. */
  public String userName() {
    return "system:serviceaccount:" + namespace() + ":" + ACCOUNT;
  }

  /** For an operator outside the cluster with the rights that the chart gives it, for two hours. */
  public Path kubeconfig() {
    Config administrator = cluster.client().getConfiguration();
    String token =
        cluster
            .kubectl()
            .run(
                "create",
                "token",
                ACCOUNT,
                "--namespace=" + namespace(),
                "--duration=" + TOKEN_LIFETIME)
            .strip();
    String text =
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: here, cluster: {server: "%s", certificate-authority-data: %s}}]
        users: [{name: operator, user: {token: %s}}]
        contexts: [{name: operator, context: {cluster: here, user: operator}}]
        current-context: operator
        """
            .formatted(
                administrator.getMasterUrl(),
                Objects.requireNonNull(administrator.getCaCertData()),
                token);
    try {
      Path file =
          Files.createTempFile(
              "pgtether-operator",
              ".kubeconfig",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the operator's kubeconfig", e);
    }
  }

  @Override
  public void close() {
    try {
      uninstall();
    } finally {
      testNamespace.close();
    }
  }
}
