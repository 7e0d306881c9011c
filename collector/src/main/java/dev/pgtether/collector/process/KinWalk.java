package dev.pgtether.collector.process;

import dev.pgtether.collector.kernel.Deadline;
import java.util.HashSet;
import java.util.Set;

/** Looks at the relatives of holders. */
final class KinWalk {

  private static final int INIT = 1;

  private final ProcFileSystem proc;
  private final HolderWalk walk;

  KinWalk(ProcFileSystem proc, HolderWalk walk) {
    this.proc = proc;
    this.walk = walk;
  }

  /**
   * Answers which relatives could not be read; the first process, everybody's ancestor, is not
   * counted.
   */
  Set<Integer> look(Set<LiveProcess> holders, ProcessList now, Deadline deadline) {
    Kin kin = new Kin();
    for (int i = 0; i < now.size() && !deadline.hasPassed(); i++) {
      LiveProcess process = proc.open(now.pid(i));
      if (process != null) {
        ProcessStat stat = process.stat();
        process.close();
        if (stat != null) {
          kin.know(now.pid(i), stat);
        }
      }
    }
    Set<Integer> unreadable = new HashSet<>();
    Set<LiveProcess> fresh = Set.copyOf(holders);
    // A relative that holds it too has relatives of its own.
    while (!fresh.isEmpty() && !deadline.hasPassed()) {
      fresh.forEach(kin::addHolder);
      Set<LiveProcess> before = Set.copyOf(walk.holders());
      for (int i = 0; i < now.size() && !deadline.hasPassed(); i++) {
        lookAt(now.pid(i), kin, unreadable);
      }
      fresh = new HashSet<>(walk.holders());
      fresh.removeAll(before);
    }
    return unreadable;
  }

  private void lookAt(int pid, Kin kin, Set<Integer> unreadable) {
    boolean done = walk.wasLookedAt(pid) && !walk.unreadable().contains(pid);
    LiveProcess process = done || isHolder(pid) ? null : proc.open(pid);
    if (process == null) {
      return;
    }
    boolean keep = false;
    if (kin.includes(process)) {
      keep = !walk.wasLookedAt(pid) && walk.look(process);
      if (pid != INIT && walk.unreadable().contains(pid)) {
        unreadable.add(pid);
      }
    }
    if (!keep) {
      process.close();
    }
  }

  private boolean isHolder(int pid) {
    return walk.holders().stream().anyMatch(holder -> holder.pid() == pid);
  }
}
