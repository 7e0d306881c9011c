package dev.pgtether.collector.namespace;

import dev.pgtether.collector.kernel.Entries;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.kernel.Kernel.FileFacts;
import dev.pgtether.collector.kernel.SystemCall;
import dev.pgtether.collector.process.LiveProcess;
import dev.pgtether.collector.process.ProcFileSystem;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One thread's way through the network namespaces of the host. */
final class NamespaceJourney {

  private static final int CLONE_NEWNET = 0x4000_0000;

  /** Where iproute2 and Docker keep namespaces by name, also those that no process is in. */
  private static final String[] NAMED = {"/run/netns", "/run/docker/netns"};

  private final Kernel kernel;
  private final ProcFileSystem proc;
  private final ListingMeans means;
  private final ScanTask task;
  private final NamespaceCensus census;
  private final List<NamespaceFindings> found = new ArrayList<>();
  private final Set<Long> visited = new HashSet<>();
  private final Map<NamespaceFindings, Integer> doorsToServers = new LinkedHashMap<>();

  NamespaceJourney(
      Kernel kernel,
      ProcFileSystem proc,
      ListingMeans means,
      ScanTask task,
      NamespaceCensus census) {
    this.kernel = kernel;
    this.proc = proc;
    this.means = means;
    this.task = task;
    this.census = census;
    visited.add(census.own());
  }

  /** Ends in whichever namespace was the last: the thread must do nothing else afterwards. */
  Travels go() {
    visitProcesses();
    visitNamed();
    return new Travels(found, readServers());
  }

  private List<ServerEnd> readServers() {
    List<ServerEnd> servers = new ArrayList<>();
    doorsToServers.forEach(
        (findings, door) -> {
          ServerEnd.OwnEnd own = findings.server();
          if (own != null && enter(door)) {
            try (NamespaceTables tables = new NamespaceTables(kernel, means)) {
              servers.add(new ServerLook(tables, task, findings.namespace()).read(own));
            }
          }
          kernel.close(door);
        });
    return servers;
  }

  private void visitProcesses() {
    int refused = 0;
    for (Map.Entry<Long, List<Integer>> other : census.others().entrySet()) {
      if (task.deadline().hasPassed()) {
        task.limit(Limit.Kind.DEADLINE, census.others().size() - (visited.size() - 1L) - refused);
        break;
      }
      if (!visited.contains(other.getKey()) && !enterByProcess(other.getKey(), other.getValue())) {
        refused++;
      }
    }
    task.limit(Limit.Kind.NAMESPACES_UNREADABLE, refused);
  }

  /** True when it was looked into, or all its processes are gone and it with them. */
  private boolean enterByProcess(long inode, List<Integer> doors) {
    boolean refused = false;
    for (int pid : doors) {
      LiveProcess process = proc.open(pid);
      if (process == null) {
        continue;
      }
      int door = process.openNamespace("net");
      process.close();
      if (door < 0) {
        refused = true;
        continue;
      }
      FileFacts facts = kernel.facts(door, kernel.path(""));
      boolean same = facts != null && facts.inode() == inode;
      boolean entered = same && look(door, inode);
      kernel.close(door);
      if (entered) {
        return true;
      }
      refused |= same;
    }
    return !refused;
  }

  private void visitNamed() {
    FileFacts home = ownNamespace();
    for (String folder : NAMED) {
      int directory = kernel.openDirectory(Kernel.HERE, kernel.path(folder));
      if (directory < 0 || home == null) {
        continue;
      }
      List<String> names = new ArrayList<>();
      Entries entries = new Entries(kernel, directory);
      while (entries.next()) {
        names.add(entries.nameText());
      }
      kernel.close(directory);
      for (String name : names) {
        if (!name.startsWith(".") && !task.deadline().hasPassed()) {
          enterByName(folder + "/" + name, home.device());
        }
      }
    }
  }

  private @Nullable FileFacts ownNamespace() {
    int opened = kernel.open(Kernel.HERE, kernel.path("/proc/self/ns/net"), 0);
    FileFacts facts = opened < 0 ? null : kernel.facts(opened, kernel.path(""));
    if (opened >= 0) {
      kernel.close(opened);
    }
    return facts;
  }

  private void enterByName(String path, long namespaceDevice) {
    // O_PATH first: a name under which nothing is mounted may be anything
    int place = kernel.open(Kernel.HERE, kernel.path(path), Kernel.PATH_ONLY);
    FileFacts facts = place < 0 ? null : kernel.facts(place, kernel.path(""));
    if (place >= 0) {
      kernel.close(place);
    }
    if (facts == null || facts.device() != namespaceDevice || visited.contains(facts.inode())) {
      return;
    }
    int door = kernel.open(Kernel.HERE, kernel.path(path), 0);
    boolean entered = door >= 0 && look(door, facts.inode());
    if (door >= 0) {
      kernel.close(door);
    }
    if (!entered) {
      visited.add(facts.inode());
      task.limit(Limit.Kind.NAMESPACES_UNREADABLE, 1);
    }
  }

  private boolean look(int door, long inode) {
    if (!enter(door)) {
      return false;
    }
    visited.add(inode);
    // The sockets of this look end with it: one that is kept would keep a dead namespace alive.
    try (NamespaceTables tables = new NamespaceTables(kernel, means)) {
      NamespaceFindings findings = new NamespaceLook(tables, task, inode, false).look();
      found.add(findings);
      if (findings.server() != null) {
        keepDoorTo(findings);
      }
    }
    return true;
  }

  private void keepDoorTo(NamespaceFindings findings) {
    int door = kernel.open(Kernel.HERE, kernel.path("/proc/thread-self/ns/net"), 0);
    if (door >= 0) {
      doorsToServers.put(findings, door);
    }
  }

  private boolean enter(int door) {
    return kernel.call(SystemCall.SETNS, door, CLONE_NEWNET, 0, 0, 0, 0) >= 0;
  }
}
