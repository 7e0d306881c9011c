package dev.pgtether.testkit.cluster.built;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Removes what the ledger says was made, nothing else, in whatever state it is. */
record Teardown(Folders folders) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  void run() {
    Ledger ledger = new Ledger(folders.ledger());
    if (ledger.lines().isEmpty()) {
      return;
    }
    ledger.lines(Ledger.Kind.NODE).forEach(Teardown::end);
    ledger.lines(Ledger.Kind.LINK).map(Ledger.Line::value).forEach(Teardown::unplug);
    Cgroups cgroups = Cgroups.ofThisMachine();
    ledger
        .lines(Ledger.Kind.CGROUP)
        .map(Ledger.Line::value)
        .distinct()
        .forEach(name -> cgroups.remove(name, LIMIT));
    refuseMounts(folders.state());
    delete(folders.state());
    delete(folders.ledger());
  }

  /**
   * The line names the process that made the namespaces; its child is the first process in them.
   * With that one die all others there, and with the last of them go the mounts, the network and
   * its rules.
   */
  private static void end(Ledger.Line line) {
    ProcessMark maker =
        new ProcessMark(Long.parseLong(line.values().get(0)), Long.parseLong(line.values().get(1)));
    if (maker.alive()) {
      List<ProcessMark> holders;
      try (Stream<ProcessHandle> children =
          ProcessHandle.of(maker.pid()).stream().flatMap(ProcessHandle::children)) {
        holders = children.flatMap(child -> ProcessMark.of(child.pid()).stream()).toList();
      }
      holders.forEach(holder -> holder.kill(LIMIT));
      maker.kill(LIMIT);
    }
  }

  private static void unplug(String link) {
    Wait.atMost(LIMIT)
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
                throw new ClusterException(
                    "%s is mounted inside %s: unmount it, then try again".formatted(place, folder));
              });
    } catch (IOException e) {
      throw new ClusterException("cannot read /proc/self/mounts", e);
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
      throw new ClusterException("cannot delete " + tree + ": " + e.getMessage(), e);
    }
  }
}
