package dev.pgtether.collector.process;

import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of processes what a report says of them. */
public final class HolderFacts {

  private final BootTime boot;
  private final boolean hostPids;

  public HolderFacts(BootTime boot, Viewpoint viewpoint) {
    this.boot = boot;
    hostPids = viewpoint.initial();
  }

  /** The identity of a process; null when it is gone. */
  public @Nullable ProcessId id(LiveProcess process) {
    long ticks = process.startTicks();
    return ticks < 0 ? null : new ProcessId(process.pid(), boot.micros(ticks));
  }

  /** For one report: each process is read once. */
  Reading reading() {
    return new Reading();
  }

  /** The processes of one report. */
  final class Reading {

    private final Map<LiveProcess, Optional<SocketHolder>> known = new HashMap<>();

    /** Null when nobody was seen, or whoever was seen is gone. */
    @Nullable SocketHolders holders(List<Sighting> sightings, boolean all) {
      List<SocketHolder> holders = new ArrayList<>(sightings.size());
      for (Sighting sighting : sightings) {
        known.computeIfAbsent(sighting.process(), this::read).ifPresent(holders::add);
      }
      if (holders.isEmpty()) {
        return null;
      }
      holders.sort(Comparator.comparingInt(socketHolder -> socketHolder.process().pid()));
      return new SocketHolders.Known(holders, all);
    }

    private Optional<SocketHolder> read(LiveProcess process) {
      ProcessId id = id(process);
      String command = process.command();
      if (id == null || command == null) {
        return Optional.empty();
      }
      return Optional.of(
          new SocketHolder(id, hostPids ? process.pid() : null, command, process.container()));
    }
  }
}
