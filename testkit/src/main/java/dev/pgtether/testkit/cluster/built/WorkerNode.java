package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.TestEnvironmentException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What runs pods on one node: containerd, a kubelet, kube-proxy. */
record WorkerNode(Node node, Path program) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  void configure(Path adminFolder) {
    Map<String, String> values =
        Map.of(
            "folder", node.folder().toString(),
            "node", node.name(),
            "certificates", adminFolder.toString(),
            "cgroup", node.cgroup(),
            "podRange", node.clusterInstance().podRange(node.number()),
            "nameService", node.clusterInstance().dnsAddress(),
            "snapshotter", snapshotter());
    write("containerd.toml", "containerd.toml", values);
    write("cni.conflist", "cni/10-pods.conflist", values);
    write("kubelet.yaml", "kubelet.yaml", values);
    write("kube-proxy.yaml", "kube-proxy.yaml", values);
    // pods that do not ask the cluster for names ask nobody
    ClusterDirectories.write(node.folder().resolve("resolv.conf"), "");
  }

  private void write(String template, String file, Map<String, String> values) {
    ClusterDirectories.write(node.folder().resolve(file), ConfigTemplate.of(template).fill(values));
  }

  /** The kernel takes no overlay as another overlay's upper layer: in a container, copy. */
  private String snapshotter() {
    try {
      return Files.getFileStore(node.folder()).type().equals("overlay") ? "native" : "overlayfs";
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot tell the file system of " + node.folder(), e);
    }
  }

  ClusterProgram containerd() {
    List<String> words =
        List.of("containerd", "--config", node.folder().resolve("containerd.toml").toString());
    return new ClusterProgram(
        node, "containerd", words, LIMIT, () -> node.command("ctr", "version").succeeds());
  }

  List<ClusterProgram> kubeletAndKubeProxy(ControlPlane controlPlane, KubernetesClient client) {
    return List.of(
        new ClusterProgram(
            node,
            "kube-proxy",
            ClusterPrograms.commandLine(
                program,
                "kube-proxy",
                List.of("--config=" + node.folder().resolve("kube-proxy.yaml"))),
            LIMIT,
            () -> true),
        new ClusterProgram(
            node,
            "kubelet",
            ClusterPrograms.commandLine(
                program,
                "kubelet",
                List.of(
                    "--config=" + node.folder().resolve("kubelet.yaml"),
                    "--kubeconfig=" + controlPlane.kubeconfig(node.name()),
                    "--hostname-override=" + node.name(),
                    "--node-ip=" + node.address())),
            LIMIT,
            () -> isReady(client)));
  }

  private boolean isReady(KubernetesClient client) {
    try {
      var found = client.nodes().withName(node.name()).get();
      return found != null
          && found.getStatus().getConditions().stream()
              .anyMatch(
                  condition ->
                      condition.getType().equals("Ready") && condition.getStatus().equals("True"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }
}
