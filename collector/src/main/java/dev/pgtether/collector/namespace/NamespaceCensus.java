package dev.pgtether.collector.namespace;

import dev.pgtether.collector.process.ProcFileSystem;
import dev.pgtether.collector.process.ProcessList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The network namespaces that processes are in.
 *
 * @param own this process's own
 * @param others by inode number, each with a few of its processes, by which it can be entered
 * @param unidentified how many more there are whose identity may not be read
 */
record NamespaceCensus(long own, Map<Long, List<Integer>> others, int unidentified) {

  /** The first may end before it is used. */
  private static final int MOST_DOORS = 4;

  static NamespaceCensus take(ProcFileSystem proc) {
    long own = proc.namespace("self/ns/net");
    Map<Long, List<Integer>> others = new HashMap<>();
    List<Integer> unreadable = new ArrayList<>();
    ProcessList processes = proc.processes();
    for (int i = 0; i < processes.size(); i++) {
      int pid = processes.pid(i);
      long namespace = proc.networkNamespace(pid);
      if (namespace < 0) {
        unreadable.add(pid);
      } else if (namespace != own) {
        List<Integer> doors = others.computeIfAbsent(namespace, fresh -> new ArrayList<>(1));
        if (doors.size() < MOST_DOORS) {
          doors.add(pid);
        }
      }
    }
    return new NamespaceCensus(own, others, unidentified(proc, others, unreadable));
  }

  private static int unidentified(
      ProcFileSystem proc, Map<Long, List<Integer>> others, List<Integer> unreadable) {
    Set<Long> marks = new HashSet<>();
    for (int pid : unreadable) {
      marks.add(proc.networkMark(Integer.toString(pid)));
    }
    marks.remove(-1L);
    marks.remove(proc.networkMark("self"));
    if (!marks.isEmpty()) {
      others.values().forEach(doors -> marks.remove(proc.networkMark(doors.getFirst().toString())));
    }
    return marks.size();
  }

  int count() {
    return others.size() + unidentified;
  }
}
