package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.BoundedCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a machine needs to carry the cluster. */
public final class ClusterRequirements {
  /** Each program, and the Debian package that has it. */
  private static final Map<String, String> PROGRAMS =
      new TreeMap<>(
          Map.of(
              "containerd", "containerd",
              "runc", "runc",
              "iptables", "iptables",
              "conntrack", "conntrack",
              "ip", "iproute2",
              "tc", "iproute2",
              "nsenter", "util-linux",
              "unshare", "util-linux",
              "busybox", "busybox"));

  private static final int GO_MINOR = 24;

  private ClusterRequirements() {}

  /** Empty when the cluster can run here; else one sentence that says what is missing. */
  public static Optional<String> missing() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of("needs Linux, this is " + System.getProperty("os.name"));
    }
    if (!isRoot()) {
      return Optional.of("needs root: it makes namespaces, links and cgroups");
    }
    Set<String> packages = new LinkedHashSet<>();
    PROGRAMS.forEach((program, owner) -> addUnless(onPath(program), packages, owner));
    addUnless(
        Files.isExecutable(Path.of("/usr/lib/cni/ptp")), packages, "containernetworking-plugins");
    addUnless(ClientImage.postgres("pgbench").isPresent(), packages, "postgresql-contrib");
    List<String> needs = new ArrayList<>();
    if (!packages.isEmpty()) {
      needs.add("the packages " + String.join(" ", packages) + " (apt-get install)");
    }
    if (!hasGo()) {
      needs.add("Go 1." + GO_MINOR + " or newer on PATH");
    }
    return needs.isEmpty()
        ? Optional.empty()
        : Optional.of("needs " + String.join(", and ", needs));
  }

  private static void addUnless(boolean there, Set<String> packages, String owner) {
    if (!there) {
      packages.add(owner);
    }
  }

  private static boolean isRoot() {
    try {
      return Files.readString(Path.of("/proc/self/status")).contains("\nUid:\t0\t0\t");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasGo() {
    if (!onPath("go")) {
      return false;
    }
    String version = BoundedCommand.of("go", "env", "GOVERSION").run().strip();
    String[] numbers = version.replaceFirst("^go", "").split("[.a-z-]+", -1);
    return numbers.length > 1 && Integer.parseInt(numbers[1]) >= GO_MINOR;
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
