package dev.pgtether.collector.namespace;

import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.namespace.ServerEnd.OwnEnd;
import dev.pgtether.collector.table.ListingEnd;
import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.collector.table.TcpFilter;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.TcpState;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One look into one network namespace, from within. */
final class NamespaceLook {

  private static final TcpFilter ESTABLISHED = TcpFilter.inStates(EnumSet.of(TcpState.ESTABLISHED));

  /** Lookups of single sockets grow with unmatched endpoints times peers. */
  private static final int MOST_PEERS = 8;

  private final NamespaceTables tables;
  private final ScanTask task;
  private final long inode;
  private final boolean own;
  private final Map<Listed, ListedSocket> found = new LinkedHashMap<>();

  NamespaceLook(NamespaceTables tables, ScanTask task, long inode, boolean own) {
    this.tables = tables;
    this.task = task;
    this.inode = inode;
    this.own = own;
  }

  /** What makes two rows the same socket, also in a listing without cookies. */
  private record Listed(long cookie, Endpoint local, Endpoint peer) {}

  NamespaceFindings look() {
    SocketQuery query = task.query();
    NetworkNamespace namespace =
        new NetworkNamespace(inode, tables.addresses(task.deadline()), own);
    if (task.wantsAnybody()) {
      list(ESTABLISHED.toPeerPorts(query.ports()));
    }
    OwnEnd server = new ServerLook(tables, task, namespace).find();
    Set<Endpoint> missing = missing(namespace, server);
    if (!missing.isEmpty()) {
      list(
          ListedSocket.STANDING.fromLocalPorts(
              missing.stream().map(Endpoint::port).collect(Collectors.toSet())));
      confirm(missing(namespace, server));
    }
    List<ListedSocket> listed = new Contest(tables, task).settle(found.values());
    List<ListedSocket> examined = new SocketExamination(tables, task).examine(listed);
    return new NamespaceFindings(namespace, examined, server);
  }

  private void list(TcpFilter filter) {
    report(
        tables.list(
            filter,
            task.deadline(),
            row -> {
              if (task.wanted().hasLocalEndOf(row)) {
                add(row);
              }
            }));
  }

  private void add(SocketRow row) {
    Listed key = new Listed(row.cookie(), row.local(), row.peer());
    if (!found.containsKey(key) && task.takeRoom()) {
      found.put(key, ListedSocket.of(row, inode));
    }
  }

  private void report(ListingEnd end) {
    switch (end) {
      case COMPLETE -> {}
      case INTERRUPTED -> task.limit(Limit.Kind.LISTING_INTERRUPTED, 1);
      case DEADLINE -> task.limit(Limit.Kind.DEADLINE, 1);
    }
  }

  /**
   * Wanted endpoints that no socket here stands for, though this namespace owns the address. Every
   * namespace has the loopback addresses: there, only the agent's own and the server's are asked
   * twice.
   */
  private Set<Endpoint> missing(NetworkNamespace namespace, @Nullable OwnEnd server) {
    Set<Endpoint> seen =
        found.values().stream().map(ListedSocket::local).collect(Collectors.toSet());
    Set<Endpoint> missing = new HashSet<>();
    for (Endpoint endpoint : task.query().clientEndpoints()) {
      boolean mayBeHere =
          endpoint.address().isLoopback()
              ? own || server != null
              : namespace.hasAddress(endpoint.address());
      if (mayBeHere && !seen.contains(endpoint)) {
        missing.add(endpoint);
      }
    }
    return missing;
  }

  /**
   * Asks for single sockets before it is concluded that there are none: a listing resumes by
   * counting within a bucket (inet_diag_dump_icsk), so a socket that stands all along can be passed
   * over when others before it go.
   */
  private void confirm(Set<Endpoint> missing) {
    Set<Endpoint> peers = new HashSet<>();
    SocketQuery.AuditConnection connection = task.query().auditConnection();
    if (connection != null) {
      peers.add(connection.server());
    }
    found.values().stream()
        .map(ListedSocket::peer)
        .distinct()
        .limit(MOST_PEERS)
        .forEach(peers::add);
    Deadline deadline = task.deadline();
    for (Endpoint local : missing) {
      for (Endpoint peer : peers) {
        if (deadline.hasPassed()) {
          task.limit(Limit.Kind.DEADLINE, 1);
          return;
        }
        boolean oneFamily = local.address().isIpv4() == peer.address().isIpv4();
        SocketRow row = oneFamily ? tables.find(local, peer, 0, -1, deadline) : null;
        if (row != null
            && ListedSocket.STANDING.accepts(row.state(), row.localPort(), row.peerPort())) {
          add(row);
        }
      }
    }
  }
}
