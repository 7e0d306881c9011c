package dev.pgtether.testkit.cluster;

import dev.pgtether.testkit.process.HostCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a cluster could leave behind on this machine. */
record MachineListing(SortedSet<String> lines) {
  private static final List<String> KINDS = List.of("mnt", "net", "pid", "uts");

  /**
   * Mounts, links, routes, namespaces that a process is in, cgroups, packet filter rules, settings
   * of the kernel's that a kubelet changes, and processes that name what is given.
   */
  static MachineListing now(String... ofTheClusters) throws IOException {
    SortedSet<String> lines = new TreeSet<>(Files.readAllLines(Path.of("/proc/self/mounts")));
    lines.addAll(HostCommand.run("ip", "-oneline", "address").lines().toList());
    lines.addAll(HostCommand.run("ip", "route").lines().toList());
    lines.addAll(
        HostCommand.run("iptables-save").lines().filter(line -> !line.startsWith("#")).toList());
    lines.addAll(namespaces());
    lines.add("host name " + HostCommand.run("hostname").strip());
    for (String setting : List.of("net/ipv4/ip_forward", "kernel/panic", "vm/overcommit_memory")) {
      lines.add(setting + " " + Files.readString(Path.of("/proc/sys", setting)).strip());
    }
    try (Stream<Path> cgroups =
        Files.find(Path.of("/sys/fs/cgroup"), 3, (path, is) -> is.isDirectory())) {
      cgroups.map(Path::toString).forEach(lines::add);
    }
    for (String words : ofTheClusters) {
      ProcessHandle.allProcesses()
          .map(process -> commandLine(process.pid()))
          .filter(line -> line.contains(words))
          .forEach(lines::add);
    }
    return new MachineListing(lines);
  }

  private static SortedSet<String> namespaces() {
    SortedSet<String> all = new TreeSet<>();
    ProcessHandle.allProcesses()
        .forEach(
            process -> {
              for (String kind : KINDS) {
                try {
                  all.add(
                      Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/ns/" + kind))
                          .toString());
                } catch (IOException | UncheckedIOException gone) {
                  // it ended while we looked
                }
              }
            });
    return all;
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }

  /** What is here and not there. */
  SortedSet<String> without(MachineListing other) {
    SortedSet<String> rest = new TreeSet<>(lines);
    rest.removeAll(other.lines());
    return rest;
  }
}
