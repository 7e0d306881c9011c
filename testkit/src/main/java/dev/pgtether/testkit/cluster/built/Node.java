package dev.pgtether.testkit.cluster.built;

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
public record Node(Instance instance, Folders folders, int number, ProcessMark holder) {
  private static final Duration USUAL = Duration.ofSeconds(20);
  private static final List<String> OWN = List.of("pid", "mnt", "net", "uts");

  /** Nothing that is meant for a node may happen on the machine. */
  public Node {
    for (String kind : OWN) {
      if (namespace("self", kind).equals(namespace(Long.toString(holder.pid()), kind))) {
        throw new ClusterException(
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
      throw new ClusterException("cannot read " + link + ": the node's process has ended", e);
    }
  }

  /** The node that an earlier boot made, when its process still lives. */
  static Optional<Node> find(Instance instance, Folders folders, int number) {
    return read(holderFile(folders, number))
        .filter(ProcessMark::alive)
        .map(holder -> new Node(instance, folders, number, holder));
  }

  /** For {@link #find}. */
  void remember() {
    Folders.write(holderFile(folders, number), holder.pid() + " " + holder.start());
  }

  static String nameOf(int number) {
    return "node" + number;
  }

  static String cgroup(Instance instance, int number) {
    return instance.prefix() + "-" + nameOf(number);
  }

  public String name() {
    return nameOf(number);
  }

  public String address() {
    return instance.nodeAddress(number);
  }

  String cgroup() {
    return cgroup(instance, number);
  }

  /** The folder that only this node writes into. */
  Path folder() {
    return folders.node(name());
  }

  /**
   * Runs a command on the node, as root, for at most 20 s.
   *
   * @return what it wrote
   * @throws ClusterException when it fails
   */
  public String run(String... words) {
    return command(words).within(USUAL).run();
  }

  BoundedCommand command(String... words) {
    return BoundedCommand.of(entering(List.of(words)).toArray(String[]::new));
  }

  /**
   * Starts a program that stays, and returns its own process, not the one that led it in.
   *
   * @param log gets both its streams, appended
   */
  public ProcessMark start(Path log, List<String> words) {
    return new Detached(log, entering(words)).start(words.getFirst() + " on " + name());
  }

  private List<String> entering(List<String> words) {
    if (!holder.alive()) {
      throw new ClusterException(name() + " is gone: the process that held it has ended");
    }
    List<String> all = new ArrayList<>(List.of("nsenter", "--target"));
    all.add(Long.toString(holder.pid()));
    all.addAll(List.of("--pid", "--mount", "--net", "--uts", "--"));
    all.addAll(words);
    return all;
  }

  private static Path holderFile(Folders folders, int number) {
    return folders.node(nameOf(number)).resolve("holder");
  }

  static Optional<ProcessMark> read(Path file) {
    try {
      String[] words = Files.readString(file).strip().split(" ", -1);
      return Optional.of(new ProcessMark(Long.parseLong(words[0]), Long.parseLong(words[1])));
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }
}
