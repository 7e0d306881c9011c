package dev.pgtether.testkit.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process's own id as the host sees it. */
final class HostPid {
  private HostPid() {}

  /**
   * Read from the host's /proc, which stays mounted in a child PID namespace, where getpid() would
   * say 1.
   */
  static long read() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    return Long.parseLong(stat.substring(0, stat.indexOf(' ')));
  }
}
