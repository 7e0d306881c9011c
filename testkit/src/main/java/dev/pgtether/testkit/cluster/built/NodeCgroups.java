package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.ConditionWait;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folders under which a node's pods are accounted, one in every hierarchy of the machine:
 * cgroup v1 has several, v2 one, a hybrid machine both. See cgroups(7).
 */
record NodeCgroups(List<Path> hierarchies) {
  /**
   * A new folder of a v1 cpuset has no CPU and no memory node, and takes no process until it has.
   */
  private static final List<String> CPUSET = List.of("cpuset.cpus", "cpuset.mems");

  static NodeCgroups ofThisMachine() {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
      return new NodeCgroups(
          mounts
              .map(line -> line.split(" ", -1))
              .filter(fields -> fields[2].equals("cgroup") || fields[2].equals("cgroup2"))
              .map(fields -> Path.of(fields[1]))
              .distinct()
              .toList());
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot read /proc/self/mounts: " + e.getMessage(), e);
    }
  }

  void create(String name) {
    for (Path hierarchy : hierarchies) {
      Path folder = hierarchy.resolve(name);
      try {
        Files.createDirectories(folder);
        for (String file : CPUSET) {
          copyIfThere(hierarchy.resolve(file), folder.resolve(file));
        }
      } catch (IOException e) {
        throw new TestEnvironmentException(
            "cannot create the cgroup " + folder + ": " + e.getMessage(), e);
      }
    }
  }

  private static void copyIfThere(Path from, Path to) throws IOException {
    if (Files.exists(from) && Files.exists(to)) {
      Files.writeString(to, Files.readString(from));
    }
  }

  /**
   * Retries for a while: a cgroup is busy until the kernel has buried the last of its processes.
   */
  void remove(String name, Duration limit) {
    for (Path hierarchy : hierarchies) {
      Path folder = hierarchy.resolve(name);
      ConditionWait.atMost(limit)
          .until("the cgroup " + folder + " is empty and removed", () -> removed(folder));
    }
  }

  private static boolean removed(Path folder) {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> tree =
        Files.find(folder, 64, (path, attributes) -> attributes.isDirectory())) {
      // rmdir(2) alone: the files in there are the kernel's
      for (Path deepest : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(deepest);
      }
      return true;
    } catch (IOException | UncheckedIOException busy) {
      return false;
    }
  }
}
