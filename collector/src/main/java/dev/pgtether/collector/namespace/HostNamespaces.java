package dev.pgtether.collector.namespace;

import dev.pgtether.collector.kernel.Architecture;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.process.ProcFileSystem;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The network namespaces of this host, each looked into from within.
 *
 * <p>{@code setns(2)} moves one thread. Each journey has a platform thread of its own, which ends
 * with it: no other work can find itself in the wrong namespace.
 */
public final class HostNamespaces implements AutoCloseable {

  private final ProcFileSystem proc;
  private final ListingMeans means;
  private final Kernel travelKernel;
  private final ProcFileSystem travelProc;
  private final NamespaceTables ownTables;
  private final long ownInode;

  public HostNamespaces(
      Architecture architecture, Kernel kernel, ProcFileSystem proc, ListingMeans means) {
    this.proc = proc;
    this.means = means;
    ownTables = new NamespaceTables(kernel, means);
    travelKernel = new Kernel(architecture);
    travelProc = new ProcFileSystem(travelKernel, "/proc");
    ownInode = proc.namespace("self/ns/net");
  }

  /** Looks into the namespace that this process is in. */
  public NamespaceFindings lookIntoOwn(ScanTask task) {
    return new NamespaceLook(ownTables, task, ownInode, true).look();
  }

  /** Reads the server in the namespace that this process is in, if it is there. */
  public List<ServerEnd> readOwnServer(NamespaceFindings own, ScanTask task) {
    ServerEnd.OwnEnd end = own.server();
    return end == null
        ? List.of()
        : List.of(new ServerLook(ownTables, task, own.namespace()).read(end));
  }

  /** Looks into every other namespace that can be entered; the others are counted. */
  public Travels lookIntoOthers(ScanTask task) {
    NamespaceCensus census = NamespaceCensus.take(proc);
    task.limit(Limit.Kind.NAMESPACES_UNREADABLE, census.unidentified());
    FutureTask<Travels> journey =
        new FutureTask<>(
            () -> new NamespaceJourney(travelKernel, travelProc, means, task, census).go());
    Thread.ofPlatform().name("pgtether-namespaces").daemon().start(journey);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return journey.get();
        } catch (InterruptedException again) {
          interrupted =
              true; // the deadline bounds the wait; what the thread uses must not be used by
          // another
        }
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException(
          "looking into the host's network namespaces: " + failed.getMessage(), failed);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How many others there are. */
  public int countOthers() {
    return NamespaceCensus.take(proc).count();
  }

  @Override
  public void close() {
    ownTables.close();
    travelProc.close();
    travelKernel.close();
  }
}
