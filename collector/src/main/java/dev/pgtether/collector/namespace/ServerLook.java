package dev.pgtether.collector.namespace;

import dev.pgtether.collector.namespace.ServerEnd.OwnEnd;
import dev.pgtether.collector.netlink.UnixConnection;
import dev.pgtether.collector.table.ListingEnd;
import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.collector.table.TcpFilter;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.TcpState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the audit's own connection has its server's end in this namespace, and what else the
 * server has here.
 */
final class ServerLook {

  private static final TcpFilter LISTENING = TcpFilter.inStates(EnumSet.of(TcpState.LISTEN));

  private static final TcpFilter LISTENING_OR_ACCEPTED =
      TcpFilter.inStates(
          EnumSet.of(
              TcpState.LISTEN,
              TcpState.ESTABLISHED,
              TcpState.FIN_WAIT1,
              TcpState.FIN_WAIT2,
              TcpState.CLOSE_WAIT,
              TcpState.LAST_ACK,
              TcpState.CLOSING));

  private final NamespaceTables tables;
  private final ScanTask task;
  private final NetworkNamespace namespace;

  ServerLook(NamespaceTables tables, ScanTask task, NetworkNamespace namespace) {
    this.tables = tables;
    this.task = task;
    this.namespace = namespace;
  }

  /** Where the server's end of the audit's own connection is; null when it is not here. */
  @Nullable OwnEnd find() {
    SocketQuery.AuditConnection own = task.query().auditConnection();
    if (own == null || !mayStandHere(own.server())) {
      return null;
    }
    long inode = inodeOf(own.server(), own.client());
    return inode == 0 ? null : new OwnEnd(inode, inodeOf(own.client(), own.server()));
  }

  /**
   * What the server has here now. Whoever wants to conclude from a server's end that a client
   * socket is its far end must have listed that socket before.
   */
  ServerEnd read(OwnEnd ownEnd) {
    int port = Objects.requireNonNull(task.query().auditConnection()).server().port();
    boolean asked = !task.query().backendPids().isEmpty();
    TcpFilter filter = asked ? LISTENING_OR_ACCEPTED : LISTENING;
    List<ServerEnd.Row> rows = new ArrayList<>();
    boolean complete = list(filter.fromLocalPorts(Set.of(port)), rows);
    List<UnixConnection> unix = new ArrayList<>();
    if (asked) {
      complete &= tables.unixAccepted("/.s.PGSQL." + port, task.deadline(), unix);
    }
    return new ServerEnd(
        namespace.inode(),
        ownEnd,
        rows.stream().distinct().toList(),
        complete,
        unix.stream().distinct().toList());
  }

  /**
   * Loopback and link-local addresses mean this namespace only to whoever dialled from here: the
   * agent itself.
   */
  private boolean mayStandHere(Endpoint server) {
    boolean everywhere = server.address().isLoopback() || server.address().isLinkLocal();
    return everywhere ? namespace.agentsOwn() : namespace.hasAddress(server.address());
  }

  private long inodeOf(Endpoint local, Endpoint peer) {
    if (tables.hasDiagnosis()) {
      SocketRow row = tables.find(local, peer, 0, -1, task.deadline());
      return row == null ? 0 : row.inode();
    }
    TcpFilter filter = LISTENING_OR_ACCEPTED.fromLocalPorts(Set.of(local.port()));
    List<ServerEnd.Row> rows = new ArrayList<>();
    list(filter, rows);
    return rows.stream()
        .filter(row -> row.local().equals(local) && row.peer().equals(peer))
        .mapToLong(ServerEnd.Row::inode)
        .findFirst()
        .orElse(0);
  }

  /** True when nothing interrupted the listing. */
  private boolean list(TcpFilter filter, List<ServerEnd.Row> rows) {
    ListingEnd end =
        tables.list(
            filter,
            task.deadline(),
            row ->
                rows.add(
                    new ServerEnd.Row(
                        row.local(), row.peer(), TcpState.ofNumber(row.state()), row.inode())));
    return end == ListingEnd.COMPLETE;
  }
}
