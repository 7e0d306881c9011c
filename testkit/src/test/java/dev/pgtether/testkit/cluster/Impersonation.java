package dev.pgtether.testkit.cluster;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** The administrator, acting as somebody with fewer rights. */
final class Impersonation {
  private Impersonation() {}

  /** To be closed by whoever asks. */
  static KubernetesClient of(Cluster cluster, String namespace, String account) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(cluster.client().getConfiguration())
                .withImpersonateUsername("system:serviceaccount:" + namespace + ":" + account)
                .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
                .build())
        .build();
  }
}
