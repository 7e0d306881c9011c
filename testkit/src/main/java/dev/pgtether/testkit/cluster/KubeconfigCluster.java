package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.KubernetesClientFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A cluster of somebody's own, behind a kubeconfig. */
record KubeconfigCluster(
    Path kubeconfig, KubernetesClient client, Set<ClusterCapability> capabilities)
    implements Cluster {
  static KubeconfigCluster of(Path kubeconfig) {
    KubernetesClient client = KubernetesClientFactory.create(kubeconfig);
    long nodes =
        client.nodes().list().getItems().stream()
            .filter(node -> !Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
            .count();
    Set<ClusterCapability> abilities = EnumSet.of(ClusterCapability.HOST_NETWORK);
    if (nodes > 1) {
      abilities.add(ClusterCapability.TWO_NODES);
    }
    return new KubeconfigCluster(kubeconfig, client, abilities);
  }

  @Override
  public String origin() {
    return "the cluster of " + kubeconfig;
  }

  @Override
  public Kubectl kubectl() {
    return new Kubectl(List.of("kubectl"), kubeconfig);
  }

  @Override
  public Helm helm() {
    return new Helm(List.of("helm"), kubeconfig);
  }

  @Override
  public void close() {
    client.close();
  }
}
