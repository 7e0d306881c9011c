package dev.pgtether.testkit.cluster.built;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The nodes and programs of one cluster, whether they run already or not. */
record ClusterPrograms(
    ControlPlane controlPlane, List<WorkerNode> workers, KubernetesClient client) {
  static final List<Integer> NODES = List.of(1, 2);

  ClusterPrograms {
    workers = List.copyOf(workers);
  }

  static ClusterPrograms of(ClusterDirectories clusterDirectories, List<Node> nodes, Path program) {
    Node first = nodes.getFirst();
    return new ClusterPrograms(
        new ControlPlane(first.clusterInstance(), clusterDirectories, first, program),
        nodes.stream().map(node -> new WorkerNode(node, program)).toList(),
        KubernetesClientFactory.create(clusterDirectories.kubeconfig()));
  }

  List<Node> nodes() {
    return workers.stream().map(WorkerNode::node).toList();
  }

  ClusterProgram apiServer() {
    return controlPlane.apiServer(client);
  }

  List<ClusterProgram> agents(WorkerNode workerNode) {
    return workerNode.kubeletAndKubeProxy(controlPlane, client);
  }

  /** In the order in which they need each other. */
  List<ClusterProgram> all() {
    return Stream.of(
            Stream.of(controlPlane.etcd(), apiServer()),
            controlPlane.controllers().stream(),
            workers.stream().map(WorkerNode::containerd),
            workers.stream().flatMap(workerNode -> agents(workerNode).stream()))
        .flatMap(parts -> parts)
        .toList();
  }

  static List<String> commandLine(Path program, String name, List<String> flags) {
    List<String> words = new ArrayList<>(List.of(program.toString(), name));
    words.addAll(flags);
    return words;
  }
}
