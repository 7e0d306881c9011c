package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.BoundedCommand;
import dev.pgtether.testkit.process.ConditionWait;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes what the ledger says was made, nothing else, in whatever state it is. */
record ClusterTeardown(ClusterDirectories clusterDirectories) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  void run() {
    TeardownLog teardownLog = new TeardownLog(clusterDirectories.teardownLog());
    if (teardownLog.lines().isEmpty()) {
      return;
    }
    teardownLog.lines(TeardownLog.Kind.NODE).forEach(ClusterTeardown::endNode);
    teardownLog
        .lines(TeardownLog.Kind.LINK)
        .map(TeardownLog.Entry::value)
        .forEach(ClusterTeardown::deleteLink);
    NodeCgroups nodeCgroups = NodeCgroups.ofThisMachine();
    teardownLog
        .lines(TeardownLog.Kind.CGROUP)
        .map(TeardownLog.Entry::value)
        .distinct()
        .forEach(name -> nodeCgroups.remove(name, LIMIT));
    refuseMounts(clusterDirectories.state());
    delete(clusterDirectories.state());
    delete(clusterDirectories.teardownLog());
  }

  /**
   * The line names the process that made the namespaces; its child is the first process in them.
   * With that one die all others there, and with the last of them go the mounts, the network and
   * its rules.
   */
  private static void endNode(TeardownLog.Entry entry) {
    ProcessId unshareProcess =
        new ProcessId(Long.parseLong(entry.values().get(0)), Long.parseLong(entry.values().get(1)));
    if (unshareProcess.isAlive()) {
      List<ProcessId> holders;
      try (Stream<ProcessHandle> children =
          ProcessHandle.of(unshareProcess.pid()).stream().flatMap(ProcessHandle::children)) {
        holders = children.flatMap(child -> ProcessId.of(child.pid()).stream()).toList();
      }
      holders.forEach(holder -> holder.kill(LIMIT));
      unshareProcess.kill(LIMIT);
    }
  }

  private static void deleteLink(String link) {
    ConditionWait.atMost(LIMIT)
        .until(
            "the link " + link + " is gone",
            () ->
                !Files.exists(Path.of("/sys/class/net", link))
                    || BoundedCommand.of("ip", "link", "delete", link).succeeds());
  }

  /** Deleting through a mount would delete what somebody else put there. */
  private static void refuseMounts(Path folder) {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
      mounts
          .map(line -> line.split(" ", -1)[1])
          .filter(place -> Path.of(place).startsWith(folder))
          .findFirst()
          .ifPresent(
              place -> {
                throw new TestEnvironmentException(
                    "%s is mounted inside %s: unmount it, then try again".formatted(place, folder));
              });
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot read /proc/self/mounts", e);
    }
  }

  static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot delete " + tree + ": " + e.getMessage(), e);
    }
  }
}
