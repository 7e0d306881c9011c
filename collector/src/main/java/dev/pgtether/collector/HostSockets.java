package dev.pgtether.collector;

import dev.pgtether.collector.kernel.Architecture;
import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.namespace.HostNamespaces;
import dev.pgtether.collector.namespace.ListingMeans;
import dev.pgtether.collector.namespace.ScanTask;
import dev.pgtether.collector.process.BootTime;
import dev.pgtether.collector.process.Capabilities;
import dev.pgtether.collector.process.Descriptors;
import dev.pgtether.collector.process.HolderFacts;
import dev.pgtether.collector.process.HolderSearch;
import dev.pgtether.collector.process.ProcFileSystem;
import dev.pgtether.collector.process.ReadingProbe;
import dev.pgtether.collector.process.Viewpoint;
import dev.pgtether.collector.server.ServerProcesses;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import dev.pgtether.correlation.fact.SocketQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * The client sockets of this Linux host, and the processes that hold them, as the kernel shows them
 * to this process. Holds a few descriptors and 150 KiB of native memory until it is closed; scans
 * one at a time.
 */
public final class HostSockets implements AutoCloseable {

  /** Where to look. */
  public enum Namespaces {
    /** The network namespace that this process is in. */
    OWN,
    /** Every network namespace of this host that can be entered; the rest is counted. */
    WHOLE_HOST
  }

  /** How far to look for the processes that hold a socket. */
  public enum Search {
    /** At every process, so that it can be said that nobody else holds it. */
    EVERY_HOLDER,
    /**
     * Until one is found for each socket, and then at its relatives, with whom a fork may have
     * shared it.
     */
    FIRST_AND_KIN
  }

  private final Kernel kernel;
  private final ProcFileSystem proc;
  private final HostNamespaces namespaces;
  private final HolderSearch holders;
  private final Scan.Means means;
  private boolean closed;

  private HostSockets(Namespaces where, Search search, SocketListing firstSocketListing) {
    Architecture architecture = Architecture.current();
    kernel = new Kernel(architecture);
    proc = new ProcFileSystem(kernel, "/proc");
    ListingMeans listing = new ListingMeans(firstSocketListing);
    namespaces = new HostNamespaces(architecture, kernel, proc, listing);
    Capabilities capabilities = Capabilities.own(proc);
    Viewpoint viewpoint = Viewpoint.of(proc, capabilities);
    HolderFacts facts = new HolderFacts(BootTime.read(kernel), viewpoint);
    Descriptors descriptors = new Descriptors(kernel, proc);
    HolderSearch.Breadth breadth =
        search == Search.EVERY_HOLDER ? HolderSearch.Breadth.EVERYBODY : HolderSearch.Breadth.KIN;
    holders = new HolderSearch(proc, descriptors, facts, viewpoint, breadth);
    means =
        new Scan.Means(
            where,
            namespaces,
            listing,
            holders,
            new ServerProcesses(proc, descriptors, facts),
            new ReadingProbe(proc, descriptors, capabilities).probe(),
            bootId());
  }

  /**
   * Opens the kernel's tables.
   *
   * @throws UnsupportedOperationException on another operating system, or a processor whose system
   *     calls are not known
   * @throws RuntimeException when {@code /proc} is not mounted
   */
  public static HostSockets open(Namespaces where, Search search) {
    return open(where, search, SocketListing.DIAG_ONE_PASS);
  }

  /**
   * As {@link #open(Namespaces, Search)}, beginning with a means of listing that is usually fallen
   * back to.
   */
  static HostSockets open(Namespaces where, Search search, SocketListing first) {
    Architecture.current();
    return new HostSockets(where, search, first);
  }

  /**
   * Looks now: everything reported was asked of the kernel after this call began.
   *
   * @param deadline how long it may take; what was not looked at by then is among the report's
   *     limits
   * @throws IllegalStateException when sockets cannot be listed by any means, or this is closed
   */
  public synchronized AgentReport scan(SocketQuery query, Duration deadline) {
    return run(new ScanTask(query, Deadline.in(deadline)));
  }

  /**
   * As {@link #scan}, for who does not know yet which clients there are: every established
   * connection to one of the ports, each examined.
   *
   * @param ports destination ports; all when empty
   */
  public synchronized AgentReport survey(Set<Integer> ports, Duration deadline) {
    return run(ScanTask.survey(ports, Deadline.in(deadline)));
  }

  private AgentReport run(ScanTask task) {
    if (closed) {
      throw new IllegalStateException("a scan was asked of sockets that are closed");
    }
    return new Scan(means, task).run();
  }

  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException hidden) {
      return ""; // some sandboxes hide it; then two reports cannot be told to be of one boot
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      holders.close();
      namespaces.close();
      proc.close();
      kernel.close();
    }
  }
}
