package dev.pgtether.testkit.need;

import dev.pgtether.testkit.process.HostCommand;
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
public final class EnvironmentCheck {
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

  private EnvironmentCheck() {}

  /** The command is on PATH. */
  public static void requireCommand(String name) {
    missingCommand(name).ifPresent(EnvironmentCheck::abort);
  }

  /** We are root. */
  public static void requireRoot() {
    missingRoot().ifPresent(EnvironmentCheck::abort);
  }

  /** Network namespaces can be made and given addresses. */
  public static void requireNetworkNamespaces() {
    missingNetworkNamespaces().ifPresent(EnvironmentCheck::abort);
  }

  /** PID namespaces can be made. */
  public static void requirePidNamespaces() {
    missingPidNamespaces().ifPresent(EnvironmentCheck::abort);
  }

  /** The loopback has ::1. */
  public static void requireIpv6() {
    missingIpv6().ifPresent(EnvironmentCheck::abort);
  }

  /** A Python with psycopg; returns its command. */
  public static String requirePsycopg() {
    for (String python : new String[] {"/usr/bin/python3", "python3"}) {
      if (HostCommand.succeeds(python, "-c", "import psycopg")
          || HostCommand.succeeds(python, "-c", "import psycopg2")) {
        return python;
      }
    }
    throw new TestAbortedException(
        "needs Python's psycopg: install the package python3-psycopg or python3-psycopg2");
  }

  static Optional<String> missingCommand(String name) {
    return HostCommand.find(name).isPresent()
        ? Optional.empty()
        : Optional.of(
            "needs " + name + ": install the package " + PACKAGES.getOrDefault(name, name));
  }

  static Optional<String> missingRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0
          ? Optional.empty()
          : Optional.of("needs root: run the tests as root");
    } catch (IOException unreadable) {
      throw new UncheckedIOException("could not read who we are from /proc/self", unreadable);
    }
  }

  static Optional<String> missingNetworkNamespaces() {
    return missingCommand("ip")
        .or(
            () ->
                HostCommand.succeeds("unshare", "--net", "ip", "link", "set", "lo", "up")
                    ? Optional.empty()
                    : Optional.of(
                        "needs to make network namespaces (CAP_SYS_ADMIN): run the tests as root"));
  }

  static Optional<String> missingPidNamespaces() {
    return HostCommand.succeeds("unshare", "--pid", "--fork", "true")
        ? Optional.empty()
        : Optional.of("needs to make PID namespaces (CAP_SYS_ADMIN): run the tests as root");
  }

  static Optional<String> missingUserNamespaces() {
    return HostCommand.succeeds("unshare", "--user", "true")
        ? Optional.empty()
        : Optional.of(
            "needs user namespaces: allow them (kernel.unprivileged_userns_clone, AppArmor)");
  }

  static Optional<String> missingIpv6() {
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
