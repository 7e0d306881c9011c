package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.Api;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A cluster of somebody's own, behind a kubeconfig. */
record NamedCluster(Path kubeconfig, KubernetesClient client, Set<Ability> abilities)
    implements Cluster {
  static NamedCluster of(Path kubeconfig) {
    KubernetesClient client = Api.client(kubeconfig);
    long nodes =
        client.nodes().list().getItems().stream()
            .filter(node -> !Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
            .count();
    Set<Ability> abilities = EnumSet.of(Ability.HOST_NETWORK);
    if (nodes > 1) {
      abilities.add(Ability.TWO_NODES);
    }
    return new NamedCluster(kubeconfig, client, abilities);
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
