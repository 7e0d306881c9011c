package dev.pgtether.testkit.it.cluster.runtime;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.Workspace;
import dev.pgtether.testkit.operator.CustomResources;
import dev.pgtether.testkit.operator.OperatorRecipe;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/** A namespace in which operators believe they run, and audits and Secrets are put. */
final class Stage implements AutoCloseable {
  private final Cluster cluster;
  private final Workspace workspace;

  private Stage(Cluster cluster, Workspace workspace) {
    this.cluster = cluster;
    this.workspace = workspace;
  }

  static Stage open(Cluster cluster, String name) {
    CustomResources.install(cluster);
    return new Stage(cluster, Workspace.open(cluster, name));
  }

  String namespace() {
    return workspace.namespace();
  }

  Workspace workspace() {
    return workspace;
  }

  /** An operator with every right. */
  OperatorRecipe operator() {
    return OperatorRecipe.as(cluster.kubectl().kubeconfig(), namespace())
        .with("QUARKUS_OPERATOR_SDK_NAMESPACES", namespace());
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
    workspace.close();
  }
}
