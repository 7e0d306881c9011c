package dev.pgtether.collector.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The relatives of processes that hold a socket: a fork shares it with them. Ancestors,
 * descendants, siblings, and who has the same process group, session or cgroup, which a child keeps
 * when its parent is gone.
 */
final class Kin {

  /** Adopts orphans, so that being its child says nothing. */
  private static final int INIT = 1;

  private final Map<Integer, ProcessStat> stats = new HashMap<>();
  private final Set<Integer> holders = new HashSet<>();
  private final Set<Integer> ancestors = new HashSet<>();
  private final Set<Integer> parents = new HashSet<>();
  private final Set<Integer> groups = new HashSet<>();
  private final Set<Integer> sessions = new HashSet<>();
  private final Set<String> cgroups = new HashSet<>();

  /** Adds what is known of one process, holder or not. */
  void know(int pid, ProcessStat stat) {
    stats.put(pid, stat);
  }

  /** The relatives of this process count; its ancestors must be known by now. */
  void addHolder(LiveProcess holder) {
    ProcessStat stat = stats.get(holder.pid());
    if (stat == null) {
      return;
    }
    holders.add(holder.pid());
    if (stat.parent() > INIT) {
      parents.add(stat.parent());
    }
    if (stat.group() > INIT) {
      groups.add(stat.group());
    }
    if (stat.session() > INIT) {
      sessions.add(stat.session());
    }
    String cgroup = cgroup(holder);
    if (cgroup != null) {
      cgroups.add(cgroup);
    }
    ProcessStat up = stat;
    for (int steps = 0; up != null && up.parent() > 0 && steps < 1000; steps++) {
      ancestors.add(up.parent());
      up = stats.get(up.parent());
    }
  }

  boolean includes(LiveProcess process) {
    ProcessStat stat = stats.get(process.pid());
    if (stat == null || stat.isKernelThread()) {
      return false;
    }
    if (ancestors.contains(process.pid())
        || parents.contains(stat.parent())
        || groups.contains(stat.group())
        || sessions.contains(stat.session())
        || descends(stat)) {
      return true;
    }
    String cgroup = cgroups.isEmpty() ? null : cgroup(process);
    return cgroup != null && cgroups.contains(cgroup);
  }

  private boolean descends(ProcessStat stat) {
    @Nullable ProcessStat up = stat;
    for (int steps = 0; up != null && up.parent() > 0 && steps < 1000; steps++) {
      if (holders.contains(up.parent())) {
        return true;
      }
      up = stats.get(up.parent());
    }
    return false;
  }

  /** All its cgroup paths in one; null when it is in the root of each, where everybody is. */
  private static @Nullable String cgroup(LiveProcess process) {
    byte[] bytes = process.file("cgroup");
    if (bytes == null) {
      return null;
    }
    String text = ProcessText.text(bytes);
    return text.lines().allMatch(line -> line.endsWith(":/")) ? null : text;
  }
}
