package dev.pgtether.collector.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who held which socket in the last search, the processes kept open so that neither a reused pid
 * nor a reused descriptor can pass for them. Forgets what the last search did not want, since only
 * its relatives were kept in sight.
 */
final class HolderCache implements AutoCloseable {

  /** Each costs two descriptors of this process. */
  private static final int MOST_PROCESSES = 512;

  private final Descriptors descriptors;
  private final Map<SocketKey, List<Sighting>> sightings = new HashMap<>();
  private final Map<Integer, LiveProcess> processes = new HashMap<>();

  HolderCache(Descriptors descriptors) {
    this.descriptors = descriptors;
  }

  /** The process under this pid if it is kept. */
  @Nullable LiveProcess process(int pid) {
    return processes.get(pid);
  }

  /** The pids of the processes that are kept: pools reconnect. */
  Set<Integer> pids() {
    return new HashSet<>(processes.keySet());
  }

  boolean isEmpty() {
    return sightings.isEmpty();
  }

  /** Lets go of processes that ended since {@code before}, and of what they were seen to hold. */
  void dropEnded(ProcessList before, ProcessList now) {
    Set<LiveProcess> ended = new HashSet<>();
    for (Iterator<LiveProcess> kept = processes.values().iterator(); kept.hasNext(); ) {
      LiveProcess process = kept.next();
      int index = now.indexOf(process.pid());
      if (index < 0 || !now.isAlsoIn(before, index)) {
        ended.add(process);
        process.close();
        kept.remove();
      }
    }
    if (!ended.isEmpty()) {
      sightings
          .values()
          .removeIf(seen -> seen.stream().anyMatch(one -> ended.contains(one.process())));
    }
  }

  /** Tells {@code walk} who still holds what; each is asked of the kernel again. */
  void recall(HolderWalk walk) {
    List<SocketKey> wanted = walk.wanted();
    for (int place = 0; place < wanted.size(); place++) {
      SocketKey key = wanted.get(place);
      List<Sighting> seen = sightings.get(key);
      if (seen != null && stillHeld(key, seen)) {
        walk.recall(place, seen);
      }
    }
  }

  private boolean stillHeld(SocketKey key, List<Sighting> seen) {
    for (Sighting sighting : seen) {
      if (!descriptors.holds(sighting.process(), sighting.descriptor(), key.inode())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Keeps what a search saw, closes the processes that hold nothing any more, and forgets the rest.
   */
  void remember(HolderWalk walk) {
    sightings.clear();
    Map<Integer, LiveProcess> keep = new HashMap<>();
    List<SocketKey> wanted = walk.wanted();
    for (int place = 0; place < wanted.size(); place++) {
      List<Sighting> seen = walk.sightings(place);
      if (!seen.isEmpty() && wanted.get(place).cookie() != 0 && hasRoom(keep, seen)) {
        seen.forEach(sighting -> keep.put(sighting.process().pid(), sighting.process()));
        sightings.put(wanted.get(place), List.copyOf(seen));
      }
    }
    processes.values().forEach(process -> closeUnless(keep, process));
    walk.holders().forEach(process -> closeUnless(keep, process));
    processes.clear();
    processes.putAll(keep);
  }

  private static boolean hasRoom(Map<Integer, LiveProcess> keep, List<Sighting> seen) {
    return keep.size() + seen.size() <= MOST_PROCESSES
        || seen.stream().allMatch(sighting -> keep.containsKey(sighting.process().pid()));
  }

  private static void closeUnless(Map<Integer, LiveProcess> keep, LiveProcess process) {
    if (keep.get(process.pid()) != process) {
      process.close();
    }
  }

  @Override
  public void close() {
    sightings.clear();
    processes.values().forEach(LiveProcess::close);
    processes.clear();
  }
}
