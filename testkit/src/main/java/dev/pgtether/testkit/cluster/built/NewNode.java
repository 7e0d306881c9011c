package dev.pgtether.testkit.cluster.built;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a node comes to be: empty, without a cable.
 *
 * @param pause the program that holds it
 */
record NewNode(Instance instance, Folders folders, int number, Path pause) {
  private static final Duration SET_UP = Duration.ofSeconds(10);

  /**
   * The shell writes its own number and start into the ledger and then becomes what it was told:
   * there is no moment without a line. Built-in words alone: its only child is to be the node.
   */
  private static final String REGISTER =
      "read -r a b c d e f g h i j k l m n o p q r s t u start rest </proc/$$/stat;"
          + " echo \"NODE $$ $start\" >>\"$0\"; exec \"$@\"";

  Node create() {
    String cgroup = Node.cgroup(instance, number);
    new Ledger(folders.ledger()).add(Ledger.Kind.CGROUP, cgroup);
    Cgroups.ofThisMachine().create(cgroup);
    String name = Node.nameOf(number);
    Path log = folders.logs().resolve(name + "-holder.log");
    ProcessMark holder = new Detached(log, words(name)).start("the holder of " + name);
    Wait.atMost(SET_UP)
        .until("%s is set up; see %s".formatted(name, log), () -> !holder.alive() || holds(holder));
    if (!holder.alive()) {
      throw new ClusterException("%s could not be set up; see %s".formatted(name, log));
    }
    Node node = new Node(instance, folders, number, holder);
    node.remember();
    return node;
  }

  /** What the script does, it does as the new namespaces' first process, and could nowhere else. */
  private List<String> words(String name) {
    Path folder = folders.node(name);
    Path script = folder.resolve("set-up.sh");
    Folders.write(script, Template.of("node-set-up.sh").text());
    List<String> words =
        new ArrayList<>(List.of("sh", "-c", REGISTER, folders.ledger().toString()));
    words.addAll(
        List.of("unshare", "--fork", "--kill-child", "--pid", "--mount", "--net", "--uts"));
    words.addAll(List.of("--mount-proc", "--propagation", "private"));
    words.addAll(
        List.of("sh", "-eu", script.toString(), folder.toString(), name, pause.toString()));
    return words;
  }

  private boolean holds(ProcessMark process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/exe")).equals(pause);
    } catch (IOException gone) {
      return false;
    }
  }
}
