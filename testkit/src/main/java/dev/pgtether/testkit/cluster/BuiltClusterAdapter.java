package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.cluster.built.BuiltCluster;
import dev.pgtether.testkit.cluster.built.FaultInjector;
import dev.pgtether.testkit.cluster.built.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The testkit's own: it can do all. */
record BuiltClusterAdapter(BuiltCluster built) implements Cluster {
  @Override
  public String origin() {
    return "the cluster built here";
  }

  @Override
  public Set<ClusterCapability> capabilities() {
    return EnumSet.allOf(ClusterCapability.class);
  }

  @Override
  public KubernetesClient client() {
    return built.client();
  }

  @Override
  public Kubectl kubectl() {
    return new Kubectl(built.kubectl(), built.folders().kubeconfig());
  }

  @Override
  public Helm helm() {
    return new Helm(built.helm(), built.folders().kubeconfig());
  }

  @Override
  public Optional<Path> logs() {
    return Optional.of(built.folders().logs());
  }

  @Override
  public void load(Path archive) {
    built.images().load(archive);
  }

  @Override
  public String machineAddress() {
    return built.folders().clusterInstance().machineAddress();
  }

  @Override
  public ApiServerAuditLog apiServerAuditLog() {
    return new ApiServerAuditLog(built.apiServerAuditLog());
  }

  @Override
  public FaultInjector faults() {
    return built.faults();
  }

  @Override
  public List<Node> nodes() {
    return built.nodes();
  }

  @Override
  public void close() {
    built.close();
  }
}
