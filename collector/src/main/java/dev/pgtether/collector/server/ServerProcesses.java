package dev.pgtether.collector.server;

import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.namespace.ServerEnd;
import dev.pgtether.collector.process.Descriptors;
import dev.pgtether.collector.process.HolderFacts;
import dev.pgtether.collector.process.LiveProcess;
import dev.pgtether.collector.process.Look;
import dev.pgtether.collector.process.ProcFileSystem;
import dev.pgtether.collector.server.LocatedServer.LocatedBackend;
import dev.pgtether.correlation.fact.BackendProcess.AcceptedConnection;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.SocketQuery.AuditConnection;
import dev.pgtether.correlation.fact.TcpState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the audited server among this host's processes.
 *
 * <p>The process that holds the server's end of the audit's own connection, and has the number that
 * the server gives for its own backend, is that backend; its parent is the postmaster, whose
 * children are the other backends.
 */
public final class ServerProcesses {

  private final ProcFileSystem proc;
  private final Descriptors descriptors;
  private final HolderFacts facts;
  private final ServerPids pids;

  public ServerProcesses(ProcFileSystem proc, Descriptors descriptors, HolderFacts facts) {
    this.proc = proc;
    this.descriptors = descriptors;
    this.facts = facts;
    pids = new ServerPids(proc);
  }

  /** Null when none of {@code ends}, or more than one, proves to be the audited server's. */
  public @Nullable LocatedServer locate(
      List<ServerEnd> ends, AuditConnection own, Set<Integer> backends, Deadline deadline) {
    List<LocatedServer> proven = new ArrayList<>();
    for (ServerEnd end : ends) {
      LocatedServer server = locate(end, own, backends, deadline);
      if (server != null) {
        proven.add(server);
      }
    }
    return proven.size() == 1 ? proven.getFirst() : null;
  }

  private @Nullable LocatedServer locate(
      ServerEnd end, AuditConnection own, Set<Integer> backends, Deadline deadline) {
    OwnBackendSearch search = new OwnBackendSearch(end, own, backends, deadline);
    LocatedServer server = search.among(pids.likely(own.backendPid()));
    if (server == null) {
      server = search.among(pids.possible(own.backendPid(), end.namespace(), deadline));
    }
    if (server != null) {
      return server;
    }
    boolean known =
        search.unreadable || (end.own().clientInode() != 0 && isHeldHere(end.own().clientInode()));
    return known ? new LocatedServer(end.namespace(), accepting(end, own), false, List.of()) : null;
  }

  /** The search for the audit's own backend at one end. */
  private final class OwnBackendSearch {

    private final ServerEnd end;
    private final AuditConnection own;
    private final Set<Integer> backends;
    private final Deadline deadline;

    /** A PostgreSQL process with the right number is there, and what it holds may not be read. */
    private boolean unreadable;

    OwnBackendSearch(ServerEnd end, AuditConnection own, Set<Integer> backends, Deadline deadline) {
      this.end = end;
      this.own = own;
      this.backends = backends;
      this.deadline = deadline;
    }

    @Nullable LocatedServer among(Set<Integer> candidates) {
      for (int pid : candidates) {
        try (LiveProcess process = proc.open(pid)) {
          if (process == null) {
            continue;
          }
          Set<Long> held = new HashSet<>();
          Look look = descriptors.walk(process, (inode, descriptor) -> held.add(inode));
          if (held.contains(end.own().inode())) {
            pids.remember(own.backendPid(), pid);
            return describe(end, own, backends, process, deadline);
          }
          unreadable |= look == Look.UNREADABLE && pids.isPostgres(process);
        }
      }
      return null;
    }
  }

  /**
   * This process dialled the server's end directly: both ends of one connection stand in one
   * namespace, and the near one is ours.
   */
  private boolean isHeldHere(long clientInode) {
    Set<Long> held = new HashSet<>();
    try (LiveProcess self = proc.open((int) ProcessHandle.current().pid())) {
      if (self != null) {
        descriptors.walk(self, (inode, descriptor) -> held.add(inode));
      }
    }
    return held.contains(clientInode);
  }

  private LocatedServer describe(
      ServerEnd end,
      AuditConnection own,
      Set<Integer> backends,
      LiveProcess ownBackend,
      Deadline deadline) {
    int postmaster = pids.parentOf(ownBackend);
    boolean sameNumbers = pids.isInTheAgentsNamespace(ownBackend);
    boolean readable =
        end.complete(); // else a connection that is not listed may stand all the same
    List<LocatedBackend> located = new ArrayList<>();
    for (int backend : backends) {
      if (deadline.hasPassed()) {
        readable = false; // a process that was not looked for is not missing
        break;
      }
      try (LiveProcess process = pids.child(postmaster, backend, sameNumbers)) {
        ProcessId id = process == null ? null : facts.id(process);
        if (process == null || id == null) {
          continue;
        }
        Set<Long> held = new HashSet<>();
        Look look = descriptors.walk(process, (inode, descriptor) -> held.add(inode));
        if (look == Look.UNREADABLE) {
          readable = false;
        } else if (look != Look.GONE) {
          located.add(backend(backend, id, end, held));
        }
      }
    }
    return new LocatedServer(end.namespace(), listening(end, own, postmaster), readable, located);
  }

  /**
   * Its own client sockets (postgres_fdw, dblink) are not among the end's rows: those have the
   * server's port on this side, and an accepted Unix-domain socket has the listener's name.
   */
  private static LocatedBackend backend(int backend, ProcessId id, ServerEnd end, Set<Long> held) {
    List<AcceptedConnection> connections =
        end.rows().stream()
            .filter(row -> row.state() != TcpState.LISTEN && held.contains(row.inode()))
            .map(row -> new AcceptedConnection(row.local(), row.peer(), row.state()))
            .toList();
    return new LocatedBackend(
        backend,
        id,
        connections,
        end.unix().stream().filter(unix -> held.contains(unix.inode())).toList());
  }

  private List<Endpoint> listening(ServerEnd end, AuditConnection own, int postmaster) {
    Set<Long> held = new HashSet<>();
    try (LiveProcess process = postmaster > 0 ? proc.open(postmaster) : null) {
      Look look =
          process == null
              ? Look.GONE
              : descriptors.walk(process, (inode, descriptor) -> held.add(inode));
      if (look == Look.UNREADABLE || look == Look.GONE) {
        return accepting(end, own);
      }
    }
    return end.rows().stream()
        .filter(row -> row.state() == TcpState.LISTEN && held.contains(row.inode()))
        .map(ServerEnd.Row::local)
        .distinct()
        .toList();
  }

  /**
   * The listener that must have accepted the audit's own connection: the address itself goes before
   * any address.
   */
  private static List<Endpoint> accepting(ServerEnd end, AuditConnection own) {
    Set<Endpoint> listeners = new HashSet<>();
    for (ServerEnd.Row row : end.rows()) {
      if (row.state() == TcpState.LISTEN && row.local().port() == own.server().port()) {
        listeners.add(row.local());
      }
    }
    if (listeners.contains(own.server())) {
      return List.of(own.server());
    }
    boolean ipv4 = own.server().address().isIpv4();
    return listeners.stream()
        .filter(
            listener -> listener.address().isUnspecified() && listener.address().isIpv4() == ipv4)
        .toList();
  }
}
