package dev.pgtether.testkit.it.cluster.runtime;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.operator.CrdInstaller;
import dev.pgtether.testkit.operator.OperatorProcessConfig;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/** A namespace in which operators believe they run, and audits and Secrets are put. */
final class Stage implements AutoCloseable {
  private final Cluster cluster;
  private final TestNamespace testNamespace;

  private Stage(Cluster cluster, TestNamespace testNamespace) {
    this.cluster = cluster;
    this.testNamespace = testNamespace;
  }

  static Stage open(Cluster cluster, String name) {
    CrdInstaller.install(cluster);
    return new Stage(cluster, TestNamespace.create(cluster, name));
  }

  String namespace() {
    return testNamespace.namespace();
  }

  TestNamespace workspace() {
    return testNamespace;
  }

  /** An operator with every right. */
  OperatorProcessConfig operator() {
    return OperatorProcessConfig.withKubeconfig(cluster.kubectl().kubeconfig(), namespace())
        .withVariable("PGTETHER_WATCH_NAMESPACES", namespace());
  }

  void credentials(String name, String user, String password) {
    secret(name, "kubernetes.io/basic-auth", Map.of("username", user, "password", password));
  }

  void secret(String name, String type, Map<String, String> data) {
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace())
                .endMetadata()
                .withType(type)
                .withStringData(data)
                .build())
        .serverSideApply();
  }

  void label(String kind, String name, String label) {
    cluster.kubectl().run("label", "-n", namespace(), kind, name, "--overwrite", label);
  }

  AuditOnStage audit(String name, String spec) {
    return AuditOnStage.apply(cluster, namespace(), name, spec);
  }

  @Override
  public void close() {
    testNamespace.close();
  }
}
