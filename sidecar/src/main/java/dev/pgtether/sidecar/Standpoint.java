package dev.pgtether.sidecar;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who looks, and from where.
 *
 * @param hostName in a pod its name; on the host's network the node's
 * @param pid as this process's own namespace numbers it
 * @param uid the effective one
 * @param gid the effective one
 * @param capabilities the effective ones that matter for looking, by the kernel's names
 * @param processes how many show in {@code /proc}: without a shared process namespace only those of
 *     this container
 */
record Standpoint(
    String hostName, long pid, int uid, int gid, List<String> capabilities, int processes) {

  /** Those that open other processes (see capabilities(7)), by their bits. */
  private static final List<String> NAMES =
      List.of("CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_SYS_PTRACE", "CAP_SYS_ADMIN");

  private static final int[] BITS = {1, 2, 19, 21};

  /** This process's own. */
  static Standpoint own() {
    Path proc = Path.of("/proc");
    try {
      return of(
          Files.readString(proc.resolve("sys/kernel/hostname")).strip(),
          ProcessHandle.current().pid(),
          Files.readString(proc.resolve("self/status")),
          countProcesses(proc));
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot read who this process is from /proc: %s; is it mounted?".formatted(e), e);
    }
  }

  /** From the contents of {@code /proc/self/status} (proc(5)). */
  static Standpoint of(String hostName, long pid, String status, int processes) {
    long effective = Long.parseUnsignedLong(field(status, "CapEff", 0), 16);
    List<String> held =
        IntStream.range(0, BITS.length)
            .filter(index -> (effective & 1L << BITS[index]) != 0)
            .mapToObj(NAMES::get)
            .toList();
    // real, effective, saved, file system; a uid is unsigned, as the kernel prints it
    int uid = Integer.parseUnsignedInt(field(status, "Uid", 1));
    int gid = Integer.parseUnsignedInt(field(status, "Gid", 1));
    return new Standpoint(hostName, pid, uid, gid, held, processes);
  }

  private static String field(String status, String name, int column) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip().split("\\s+", -1)[column])
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("/proc/self/status has no " + name));
  }

  private static int countProcesses(Path proc) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> numbered = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path ignored : numbered) {
        count++;
      }
    }
    return count;
  }
}
