package dev.pgtether.collector.server;

import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.process.LiveProcess;
import dev.pgtether.collector.process.ProcFileSystem;
import dev.pgtether.collector.process.ProcessList;
import dev.pgtether.collector.process.ProcessStat;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server's numbers for its processes, and the agent's: a server in a container counts in a
 * process namespace of its own. {@code NSpid} in {@code /proc/PID/status} gives both, and anybody
 * may read it.
 */
final class ServerPids {

  private final ProcFileSystem proc;

  /** The agent's number by the server's, as last seen; asked again before it is used. */
  private final Map<Integer, Integer> seen = new HashMap<>();

  /**
   * All of the postmaster's children were read since the own backend was found: once is enough for
   * one scan.
   */
  private boolean childrenRead;

  ServerPids(ProcFileSystem proc) {
    this.proc = proc;
  }

  /**
   * Where the process that the server calls {@code backendPid} most likely is: as last seen, or the
   * same number here.
   */
  Set<Integer> likely(int backendPid) {
    Set<Integer> likely = new LinkedHashSet<>();
    for (Integer pid : new Integer[] {seen.get(backendPid), backendPid}) {
      if (pid != null && isCalled(pid, backendPid)) {
        likely.add(pid);
      }
    }
    return likely;
  }

  /**
   * All that the server may call so: their network namespace is the server's, or may not be read.
   */
  Set<Integer> possible(int backendPid, long namespace, Deadline deadline) {
    Set<Integer> found = new LinkedHashSet<>();
    ProcessList processes = proc.processes();
    for (int i = 0; i < processes.size() && !deadline.hasPassed(); i++) {
      int pid = processes.pid(i);
      long its = proc.networkNamespace(pid);
      if ((its == namespace || its < 0) && isCalled(pid, backendPid)) {
        found.add(pid);
      }
    }
    return found;
  }

  /** The server's {@code backendPid} was seen to be this process. */
  void remember(int backendPid, int pid) {
    seen.put(backendPid, pid);
    childrenRead = false;
  }

  private boolean isCalled(int pid, int backendPid) {
    try (LiveProcess process = proc.open(pid)) {
      return process != null && innermost(process) == backendPid;
    }
  }

  /** The postmaster's child that the server calls {@code backendPid}; null when there is none. */
  @Nullable LiveProcess child(int postmaster, int backendPid, boolean sameNumbers) {
    Integer last = sameNumbers ? Integer.valueOf(backendPid) : seen.get(backendPid);
    LiveProcess process = last == null ? null : childAt(last, postmaster, backendPid);
    if (process != null || sameNumbers || childrenRead) {
      return process;
    }
    rememberChildren(postmaster);
    Integer now = seen.get(backendPid);
    return now == null ? null : childAt(now, postmaster, backendPid);
  }

  private @Nullable LiveProcess childAt(int pid, int postmaster, int backendPid) {
    LiveProcess process = proc.open(pid);
    if (process != null && (parentOf(process) != postmaster || innermost(process) != backendPid)) {
      process.close();
      return null;
    }
    return process;
  }

  private void rememberChildren(int postmaster) {
    seen.clear();
    childrenRead = true;
    ProcessList processes = proc.processes();
    for (int i = 0; i < processes.size(); i++) {
      try (LiveProcess process = proc.open(processes.pid(i))) {
        if (process != null && parentOf(process) == postmaster) {
          seen.put(innermost(process), process.pid());
        }
      }
    }
  }

  /** −1 when the process is gone. */
  int parentOf(LiveProcess process) {
    ProcessStat stat = process.stat();
    return stat == null ? -1 : stat.parent();
  }

  /** Its program calls itself postgres, as every backend does ({@code /proc/PID/comm}). */
  boolean isPostgres(LiveProcess process) {
    byte[] command = process.file("comm");
    return command != null
        && new String(command, StandardCharsets.ISO_8859_1).strip().equals("postgres");
  }

  /** It has one number only: the agent's process namespace is the one it is in. */
  boolean isInTheAgentsNamespace(LiveProcess process) {
    byte[] status = process.file("status");
    return status != null
        && !numbers(new String(status, StandardCharsets.ISO_8859_1)).contains("\t");
  }

  /** Its number in the innermost process namespace it is in; −1 when it is gone. */
  private static int innermost(LiveProcess process) {
    byte[] status = process.file("status");
    return status == null ? -1 : innermost(new String(status, StandardCharsets.ISO_8859_1));
  }

  /** The last number in the line {@code NSpid:} (proc_pid_status(5)). */
  static int innermost(String status) {
    String numbers = numbers(status);
    return numbers.isEmpty()
        ? -1
        : Integer.parseInt(numbers.substring(numbers.lastIndexOf('\t') + 1));
  }

  private static String numbers(String status) {
    int line = status.indexOf("\nNSpid:");
    if (line < 0) {
      return "";
    }
    int end = status.indexOf('\n', line + 1);
    return status.substring(line + "\nNSpid:".length(), end < 0 ? status.length() : end).strip();
  }
}
