package dev.pgtether.collector.process;

import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.correlation.fact.SocketHolders;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the processes that hold sockets.
 *
 * <p>Who held a socket in the last search is asked first; then the processes in the socket's
 * network namespace, then all others. A process is looked at whole and once.
 */
public final class HolderSearch implements AutoCloseable {

  /** How far to look when a holder is found. */
  public enum Breadth {
    /** At every process, so that it can be said that nobody else holds the socket. */
    EVERYBODY,
    /** At the relatives of the holders, with whom a fork may have shared it. */
    KIN
  }

  private final ProcFileSystem proc;
  private final Descriptors descriptors;
  private final HolderFacts facts;
  private final Viewpoint viewpoint;
  private final Breadth breadth;
  private final HolderCache cache;
  private @Nullable ProcessList before;

  public HolderSearch(
      ProcFileSystem proc,
      Descriptors descriptors,
      HolderFacts facts,
      Viewpoint viewpoint,
      Breadth breadth) {
    this.proc = proc;
    this.descriptors = descriptors;
    this.facts = facts;
    this.viewpoint = viewpoint;
    this.breadth = breadth;
    cache = new HolderCache(descriptors);
  }

  /**
   * What a search found.
   *
   * @param holders by the place of the socket among those wanted
   * @param unreadable processes that could not be read and may hold one of them
   * @param unseen not every process of the host shows in {@code /proc}, and a socket's holder was
   *     not found
   * @param late sockets whose holders were not looked for to the end when the deadline passed
   * @param byInfo some process could be read through {@code fdinfo} only
   */
  public record Found(
      List<SocketHolders> holders, int unreadable, boolean unseen, int late, boolean byInfo) {}

  /** The holders of each of {@code wanted}. */
  public Found find(List<SocketKey> wanted, Deadline deadline) {
    HolderWalk walk = new HolderWalk(descriptors, wanted);
    ProcessList now = proc.processes();
    Set<Integer> doubtful =
        switch (breadth) {
          case EVERYBODY -> lookAtEverybody(walk, now, deadline);
          case KIN -> lookUntilFound(walk, now, deadline);
        };
    boolean late = deadline.hasPassed();
    Found found = conclude(walk, doubtful, late);
    // What was not looked at to the end, or is looked at whole anyway, is not worth remembering.
    boolean remembers = !late && breadth == Breadth.KIN;
    cache.remember(remembers ? walk : new HolderWalk(descriptors, List.of()));
    if (!remembers) {
      walk.holders().forEach(LiveProcess::close);
    }
    before = remembers ? now : null;
    return found;
  }

  private Found conclude(HolderWalk walk, Set<Integer> doubtful, boolean late) {
    boolean everybody = viewpoint.everyProcess() && walk.unreadable().isEmpty() && !late;
    boolean all = everybody && breadth == Breadth.EVERYBODY;
    List<SocketHolders> holders = new ArrayList<>(walk.wanted().size());
    boolean unseen = false;
    HolderFacts.Reading reading = facts.reading();
    for (int place = 0; place < walk.wanted().size(); place++) {
      SocketHolders known = reading.holders(walk.sightings(place), all);
      if (known == null) {
        // Whoever was seen first is gone: it was not looked whether others hold it too.
        boolean cutShort = breadth == Breadth.KIN && !walk.sightings(place).isEmpty();
        boolean nobody = (everybody && !cutShort) || walk.wanted().get(place).inode() == 0;
        unseen |= !nobody && !viewpoint.everyProcess();
        known = nobody ? new SocketHolders.Nobody() : new SocketHolders.Unreadable();
      }
      holders.add(known);
    }
    int lateSockets =
        late ? Math.max(1, breadth == Breadth.EVERYBODY ? walk.wanted().size() : walk.open()) : 0;
    return new Found(holders, doubtful.size(), unseen, lateSockets, walk.usedDescriptorInfo());
  }

  /** Answers who could not be read, if it matters. */
  private Set<Integer> lookAtEverybody(HolderWalk walk, ProcessList now, Deadline deadline) {
    if (walk.open() == 0) {
      return Set.of();
    }
    ProcessList looked = new ProcessList();
    // A process forked during the walk may have what its parent has closed by now.
    for (int rounds = 0; rounds < 4; rounds++) {
      ProcessList current = rounds == 0 ? now : proc.processes();
      if (lookAtNewcomers(walk, looked, current, deadline) == 0) {
        break;
      }
      looked = current;
    }
    return walk.unreadable();
  }

  private Set<Integer> lookUntilFound(HolderWalk walk, ProcessList now, Deadline deadline) {
    recall(walk, now, deadline);
    Set<LiveProcess> recalled = Set.copyOf(walk.holders());
    if (walk.open() > 0) {
      for (int pid : cache.pids()) {
        look(walk, pid);
      }
      lookNearFirst(walk, now, deadline);
    }
    Set<LiveProcess> fresh =
        walk.holders().stream()
            .filter(holder -> !recalled.contains(holder))
            .collect(Collectors.toSet());
    Set<Integer> doubtfulKin =
        lookAtKin(walk, fresh.isEmpty() ? Set.of() : walk.holders(), now, deadline);
    if (walk.open() > 0) {
      lookAtNewcomers(walk, now, proc.processes(), deadline);
      return walk.unreadable();
    }
    return doubtfulKin;
  }

  /** What was known and still holds, and whether a process that is new since then shares it. */
  private void recall(HolderWalk walk, ProcessList now, Deadline deadline) {
    ProcessList then = before;
    if (then == null) {
      return;
    }
    cache.dropEnded(then, now);
    cache.recall(walk);
    if (!walk.holders().isEmpty()) {
      lookAtNewcomers(walk, then, now, deadline);
    }
  }

  private int lookAtNewcomers(
      HolderWalk walk, ProcessList then, ProcessList now, Deadline deadline) {
    int newcomers = 0;
    for (int i = 0; i < now.size() && !deadline.hasPassed(); i++) {
      if (!now.isAlsoIn(then, i)) {
        newcomers++;
        look(walk, now.pid(i));
      }
    }
    return newcomers;
  }

  private void lookNearFirst(HolderWalk walk, ProcessList now, Deadline deadline) {
    Set<Long> namespaces =
        walk.wanted().stream().map(SocketKey::namespace).collect(Collectors.toSet());
    List<Integer> far = new ArrayList<>();
    for (int i = 0; i < now.size() && walk.open() > 0 && !deadline.hasPassed(); i++) {
      int pid = now.pid(i);
      if (namespaces.contains(proc.networkNamespace(pid))) {
        look(walk, pid);
      } else {
        far.add(pid);
      }
    }
    for (int i = 0; i < far.size() && walk.open() > 0 && !deadline.hasPassed(); i++) {
      look(walk, far.get(i));
    }
  }

  /** Answers which relatives could not be read. */
  private Set<Integer> lookAtKin(
      HolderWalk walk, Set<LiveProcess> holders, ProcessList now, Deadline deadline) {
    if (holders.isEmpty()) {
      return Set.of();
    }
    return new KinWalk(proc, walk).look(holders, now, deadline);
  }

  private void look(HolderWalk walk, int pid) {
    if (walk.wasLookedAt(pid)) {
      return;
    }
    LiveProcess kept = cache.process(pid);
    LiveProcess process = kept != null ? kept : proc.open(pid);
    if (process != null && !walk.look(process) && kept == null) {
      process.close();
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
