package dev.pgtether.testkit.need;

import dev.pgtether.testkit.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * What tests need of a machine. Each check aborts the test, with the reason, where the machine
 * lacks it.
 */
public final class Need {
  /** Debian's and Ubuntu's names. */
  private static final Map<String, String> PACKAGES =
      Map.ofEntries(
          Map.entry("psql", "postgresql-client"),
          Map.entry("pgbench", "postgresql-contrib"),
          Map.entry("ip", "iproute2"),
          Map.entry("ss", "iproute2"),
          Map.entry("unshare", "util-linux"),
          Map.entry("nsenter", "util-linux"),
          Map.entry("setpriv", "util-linux"),
          Map.entry("bash", "bash"),
          Map.entry("pgbouncer", "pgbouncer"));

  private Need() {}

  /** The command is on PATH. */
  public static void command(String name) {
    lackOfCommand(name).ifPresent(Need::abort);
  }

  /** We are root. */
  public static void root() {
    lackOfRoot().ifPresent(Need::abort);
  }

  /** Network namespaces can be made and given addresses. */
  public static void networkNamespaces() {
    lackOfNetworkNamespaces().ifPresent(Need::abort);
  }

  /** PID namespaces can be made. */
  public static void pidNamespaces() {
    lackOfPidNamespaces().ifPresent(Need::abort);
  }

  /** The loopback has ::1. */
  public static void ipv6() {
    lackOfIpv6().ifPresent(Need::abort);
  }

  /** A Python with psycopg; returns its command. */
  public static String psycopg() {
    for (String python : new String[] {"/usr/bin/python3", "python3"}) {
      if (Command.works(python, "-c", "import psycopg")
          || Command.works(python, "-c", "import psycopg2")) {
        return python;
      }
    }
    throw new TestAbortedException(
        "needs Python's psycopg: install the package python3-psycopg or python3-psycopg2");
  }

  static Optional<String> lackOfCommand(String name) {
    return Command.find(name).isPresent()
        ? Optional.empty()
        : Optional.of(
            "needs " + name + ": install the package " + PACKAGES.getOrDefault(name, name));
  }

  static Optional<String> lackOfRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0
          ? Optional.empty()
          : Optional.of("needs root: run the tests as root");
    } catch (IOException unreadable) {
      throw new UncheckedIOException("could not read who we are from /proc/self", unreadable);
    }
  }

  static Optional<String> lackOfNetworkNamespaces() {
    return lackOfCommand("ip")
        .or(
            () ->
                Command.works("unshare", "--net", "ip", "link", "set", "lo", "up")
                    ? Optional.empty()
                    : Optional.of(
                        "needs to make network namespaces (CAP_SYS_ADMIN): run the tests as root"));
  }

  static Optional<String> lackOfPidNamespaces() {
    return Command.works("unshare", "--pid", "--fork", "true")
        ? Optional.empty()
        : Optional.of("needs to make PID namespaces (CAP_SYS_ADMIN): run the tests as root");
  }

  static Optional<String> lackOfUserNamespaces() {
    return Command.works("unshare", "--user", "true")
        ? Optional.empty()
        : Optional.of(
            "needs user namespaces: allow them (kernel.unprivileged_userns_clone, AppArmor)");
  }

  static Optional<String> lackOfIpv6() {
    try {
      return Files.readString(Path.of("/proc/net/if_inet6")).contains(" lo\n")
          ? Optional.empty()
          : Optional.of("needs IPv6: give the loopback the address ::1");
    } catch (IOException none) {
      return Optional.of("needs IPv6: this kernel or container has none");
    }
  }

  private static void abort(String reason) {
    throw new TestAbortedException(reason);
  }
}
