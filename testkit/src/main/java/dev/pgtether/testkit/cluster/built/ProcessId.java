package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.ConditionWait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One process and no later one with its number.
 *
 * @param pid as the machine's first PID namespace numbers it
 * @param start in clock ticks since boot: field 22 of {@code /proc/PID/stat}, see proc(5)
 */
public record ProcessId(long pid, long start) {
  private static final int STATE = 3;
  private static final int START = 22;

  /** Empty when there is no such process, or only its zombie. */
  static Optional<ProcessId> of(long pid) {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    } catch (IOException gone) {
      return Optional.empty();
    }
    // the command's name stands in brackets and may itself hold spaces and brackets
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    boolean dead = "ZX".contains(fields[0]);
    return dead
        ? Optional.empty()
        : Optional.of(new ProcessId(pid, Long.parseLong(fields[START - STATE])));
  }

  boolean isAlive() {
    return of(pid).equals(Optional.of(this));
  }

  /** SIGKILL; returns when it is gone. */
  void kill(Duration limit) {
    if (isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    ConditionWait.atMost(limit)
        .until("process " + pid + " is gone after SIGKILL", () -> !isAlive());
  }
}
