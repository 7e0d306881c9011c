package dev.pgtether.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One part in the demo's play.
 *
 * @param name also its application_name
 * @param story what it does, for a person
 * @param pids of all processes that hold its connections; of the killed one, the pid that it had
 */
record Role(String name, String story, List<Long> pids, Offspring process) {

  private static final String GONE = "(gone)";

  Role {
    pids = List.copyOf(pids);
  }

  /** One line of the list: who it really is, by the process list. */
  String line(int nameWidth, int processWidth) {
    return ("  %-" + nameWidth + "s  %-" + processWidth + "s  %s")
        .formatted(name, processes(), story);
  }

  /** Its processes with their command names, as {@code ps} would show them. */
  String processes() {
    return pids.stream().map(pid -> pid + " " + command(pid)).collect(Collectors.joining(", "));
  }

  /**
   * From /proc/PID/stat: "PID (command) STATE ..."; what has ended and waits for its parent is in
   * state Z.
   */
  private static String command(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      int end = stat.lastIndexOf(')');
      return stat.startsWith(" Z", end + 1) ? GONE : stat.substring(stat.indexOf('(') + 1, end);
    } catch (IOException gone) {
      return GONE;
    }
  }

  /** One JSON object; names are the demo's own and need no escapes. */
  String json() {
    return "{\"role\":\"" + name + "\",\"pids\":" + pids + ",\"alive\":" + process.isAlive() + "}";
  }
}
