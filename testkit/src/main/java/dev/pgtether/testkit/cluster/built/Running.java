package dev.pgtether.testkit.cluster.built;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The nodes and programs of one cluster, whether they run already or not. */
record Running(ControlPlane controlPlane, List<Worker> workers, KubernetesClient client) {
  static final List<Integer> NODES = List.of(1, 2);

  Running {
    workers = List.copyOf(workers);
  }

  static Running of(Folders folders, List<Node> nodes, Path program) {
    Node first = nodes.getFirst();
    return new Running(
        new ControlPlane(first.instance(), folders, first, program),
        nodes.stream().map(node -> new Worker(node, program)).toList(),
        Api.client(folders.kubeconfig()));
  }

  List<Node> nodes() {
    return workers.stream().map(Worker::node).toList();
  }

  Part apiServer() {
    return controlPlane.apiServer(client);
  }

  List<Part> agents(Worker worker) {
    return worker.agents(controlPlane, client);
  }

  /** In the order in which they need each other. */
  List<Part> parts() {
    return Stream.of(
            Stream.of(controlPlane.etcd(), apiServer()),
            controlPlane.controllers().stream(),
            workers.stream().map(Worker::containerd),
            workers.stream().flatMap(worker -> agents(worker).stream()))
        .flatMap(parts -> parts)
        .toList();
  }

  static List<String> words(Path program, String name, List<String> flags) {
    List<String> words = new ArrayList<>(List.of(program.toString(), name));
    words.addAll(flags);
    return words;
  }
}
