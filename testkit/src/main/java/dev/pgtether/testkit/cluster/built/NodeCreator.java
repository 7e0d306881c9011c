package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.ConditionWait;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a node comes to be: empty, without a cable.
 *
 * @param pauseProgram the program that holds it
 */
record NodeCreator(
    ClusterInstance clusterInstance,
    ClusterDirectories clusterDirectories,
    int number,
    Path pauseProgram) {
  private static final Duration SET_UP_TIMEOUT = Duration.ofSeconds(10);

  /**
   * The shell writes its own number and start into the ledger and then becomes what it was told:
   * there is no moment without a line. Built-in words alone: its only child is to be the node.
   */
  private static final String REGISTER_SCRIPT =
      "read -r a b c d e f g h i j k l m n o p q r s t u start rest </proc/$$/stat;"
          + " echo \"NODE $$ $start\" >>\"$0\"; exec \"$@\"";

  Node create() {
    String cgroup = Node.cgroup(clusterInstance, number);
    new TeardownLog(clusterDirectories.teardownLog()).add(TeardownLog.Kind.CGROUP, cgroup);
    NodeCgroups.ofThisMachine().create(cgroup);
    String name = Node.nameOf(number);
    Path log = clusterDirectories.logs().resolve(name + "-holder.log");
    ProcessId holder = new DetachedCommand(log, setUpCommand(name)).start("the holder of " + name);
    ConditionWait.atMost(SET_UP_TIMEOUT)
        .until(
            "%s is set up; see %s".formatted(name, log),
            () -> !holder.isAlive() || isHolder(holder));
    if (!holder.isAlive()) {
      throw new TestEnvironmentException("%s could not be set up; see %s".formatted(name, log));
    }
    Node node = new Node(clusterInstance, clusterDirectories, number, holder);
    node.saveHolder();
    return node;
  }

  /** What the script does, it does as the new namespaces' first process, and could nowhere else. */
  private List<String> setUpCommand(String name) {
    Path folder = clusterDirectories.node(name);
    Path script = folder.resolve("set-up.sh");
    ClusterDirectories.write(script, ConfigTemplate.of("node-set-up.sh").text());
    List<String> words =
        new ArrayList<>(
            List.of("sh", "-c", REGISTER_SCRIPT, clusterDirectories.teardownLog().toString()));
    words.addAll(
        List.of("unshare", "--fork", "--kill-child", "--pid", "--mount", "--net", "--uts"));
    words.addAll(List.of("--mount-proc", "--propagation", "private"));
    words.addAll(
        List.of("sh", "-eu", script.toString(), folder.toString(), name, pauseProgram.toString()));
    return words;
  }

  private boolean isHolder(ProcessId process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/exe"))
          .equals(pauseProgram);
    } catch (IOException gone) {
      return false;
    }
  }
}
