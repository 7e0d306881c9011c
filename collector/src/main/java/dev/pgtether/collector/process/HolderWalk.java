package dev.pgtether.collector.process;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One search under way: which sockets are wanted, who was looked at, and what was seen. */
final class HolderWalk {

  private final Descriptors descriptors;
  private final List<SocketKey> wanted;
  private final List<List<Sighting>> sightings;
  private final InodeSet inodes;
  private final Set<Integer> lookedAt = new HashSet<>();
  private final Set<Integer> unreadable = new HashSet<>();
  private final Set<LiveProcess> holders = new HashSet<>();
  private int open;
  private boolean byInfo;

  HolderWalk(Descriptors descriptors, List<SocketKey> wanted) {
    this.descriptors = descriptors;
    this.wanted = wanted;
    inodes = new InodeSet(wanted.size());
    sightings = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      sightings.add(List.of());
      if (wanted.get(i).inode() != 0) {
        inodes.put(wanted.get(i).inode(), i);
        open++;
      }
    }
  }

  List<SocketKey> wanted() {
    return wanted;
  }

  List<Sighting> sightings(int place) {
    return sightings.get(place);
  }

  /** How many wanted sockets nobody was seen to hold. */
  int open() {
    return open;
  }

  /** The processes that hold at least one. */
  Set<LiveProcess> holders() {
    return holders;
  }

  /** The processes that were looked at in vain. */
  Set<Integer> unreadable() {
    return unreadable;
  }

  boolean wasLookedAt(int pid) {
    return lookedAt.contains(pid);
  }

  /** Some process was read through {@code fdinfo} only. */
  boolean usedDescriptorInfo() {
    return byInfo;
  }

  /** Takes over what was seen earlier and holds still. */
  void recall(int place, List<Sighting> seen) {
    for (Sighting sighting : seen) {
      add(place, sighting);
    }
  }

  /** Looks at all descriptors of a process; true when it holds a wanted socket. */
  boolean look(LiveProcess process) {
    if (!lookedAt.add(process.pid())) {
      return holders.contains(process);
    }
    Look look =
        descriptors.walk(
            process,
            (inode, descriptor) -> {
              int place = inodes.place(inode);
              if (place >= 0) {
                add(place, new Sighting(process, descriptor));
              }
            });
    if (look == Look.UNREADABLE) {
      unreadable.add(process.pid());
    }
    byInfo |= look == Look.READ_BY_INFO;
    return holders.contains(process);
  }

  private void add(int place, Sighting sighting) {
    List<Sighting> seen = sightings.get(place);
    if (seen.isEmpty()) {
      seen = new ArrayList<>(1);
      sightings.set(place, seen);
      open--;
    }
    for (Sighting earlier : seen) {
      if (earlier.process() == sighting.process()) {
        return; // one process may have several descriptors on a socket
      }
    }
    seen.add(sighting);
    holders.add(sighting.process());
  }
}
