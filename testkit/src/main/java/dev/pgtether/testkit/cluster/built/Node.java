package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.BoundedCommand;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One machine of the cluster: its own processes, mounts, network and host name, held by one
 * process.
 *
 * @param number 1 or 2
 * @param holder the node's process 1, seen from this machine; its end is the end of all that runs
 *     there, by the kernel's rule for the first process of a PID namespace: pid_namespaces(7)
 */
public record Node(
    ClusterInstance clusterInstance,
    ClusterDirectories clusterDirectories,
    int number,
    ProcessId holder) {
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(20);
  private static final List<String> OWN_NAMESPACES = List.of("pid", "mnt", "net", "uts");

  /** Nothing that is meant for a node may happen on the machine. */
  public Node {
    for (String kind : OWN_NAMESPACES) {
      if (namespace("self", kind).equals(namespace(Long.toString(holder.pid()), kind))) {
        throw new TestEnvironmentException(
            "process %d, which should hold %s, has this machine's own %s namespace"
                .formatted(holder.pid(), nameOf(number), kind));
      }
    }
  }

  private static String namespace(String process, String kind) {
    Path link = Path.of("/proc", process, "ns", kind);
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new TestEnvironmentException(
          "cannot read " + link + ": the node's process has ended", e);
    }
  }

  /** The node that an earlier boot made, when its process still lives. */
  static Optional<Node> find(
      ClusterInstance clusterInstance, ClusterDirectories clusterDirectories, int number) {
    return readProcessId(holderFile(clusterDirectories, number))
        .filter(ProcessId::isAlive)
        .map(holder -> new Node(clusterInstance, clusterDirectories, number, holder));
  }

  /** For {@link #find}. */
  void saveHolder() {
    ClusterDirectories.write(
        holderFile(clusterDirectories, number), holder.pid() + " " + holder.start());
  }

  static String nameOf(int number) {
    return "node" + number;
  }

  static String cgroup(ClusterInstance clusterInstance, int number) {
    return clusterInstance.prefix() + "-" + nameOf(number);
  }

  public String name() {
    return nameOf(number);
  }

  public String address() {
    return clusterInstance.nodeAddress(number);
  }

  String cgroup() {
    return cgroup(clusterInstance, number);
  }

  /** The folder that only this node writes into. */
  Path folder() {
    return clusterDirectories.node(name());
  }

  /**
   * Runs a command on the node, as root, for at most 20 s.
   *
   * @return what it wrote
   * @throws TestEnvironmentException when it fails
   */
  public String run(String... words) {
    return command(words).within(DEFAULT_DEADLINE).run();
  }

  BoundedCommand command(String... words) {
    return BoundedCommand.of(nsenterCommand(List.of(words)).toArray(String[]::new));
  }

  /**
   * Starts a program that stays, and returns its own process, not the one that led it in.
   *
   * @param log gets both its streams, appended
   */
  public ProcessId start(Path log, List<String> words) {
    return new DetachedCommand(log, nsenterCommand(words))
        .start(words.getFirst() + " on " + name());
  }

  private List<String> nsenterCommand(List<String> words) {
    if (!holder.isAlive()) {
      throw new TestEnvironmentException(name() + " is gone: the process that held it has ended");
    }
    List<String> all = new ArrayList<>(List.of("nsenter", "--target"));
    all.add(Long.toString(holder.pid()));
    all.addAll(List.of("--pid", "--mount", "--net", "--uts", "--"));
    all.addAll(words);
    return all;
  }

  private static Path holderFile(ClusterDirectories clusterDirectories, int number) {
    return clusterDirectories.node(nameOf(number)).resolve("holder");
  }

  static Optional<ProcessId> readProcessId(Path file) {
    try {
      String[] words = Files.readString(file).strip().split(" ", -1);
      return Optional.of(new ProcessId(Long.parseLong(words[0]), Long.parseLong(words[1])));
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }
}
