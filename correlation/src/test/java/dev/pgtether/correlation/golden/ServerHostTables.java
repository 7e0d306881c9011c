package dev.pgtether.correlation.golden;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.BackendProcess.AcceptedConnection;
import dev.pgtether.correlation.fact.BackendProcess.UnixPeer;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.TcpState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables of {@code sockets.txt} about the server's host: what the agents there saw of the
 * server.
 */
final class ServerHostTables {

  static final TableLayout SERVER =
      TableLayout.of("SERVER SIDE", "namespace", "listens on", "processes")
          .withOptional(SocketsFile.AGENT);

  /** A backend whose process was read and has no connection has one row, with {@code -}. */
  static final TableLayout CONNECTIONS =
      TableLayout.of("SERVER CONNECTIONS", "backend", "accepted at", "from", "state")
          .withOptional(SocketsFile.AGENT);

  static final TableLayout UNIX_CONNECTIONS =
      TableLayout.of("UNIX CONNECTIONS", "backend", "client inode", "processes")
          .withOptional(SocketsFile.AGENT);

  private final CaseTableFile file;
  private final ProcessTable processTable;

  ServerHostTables(CaseTableFile file, ProcessTable processTable) {
    this.file = file;
    this.processTable = processTable;
  }

  /** What {@code agent} saw; null when it is not on the server's host. */
  @Nullable ServerHostView of(String agent) {
    List<TableRow> servers = of(agent, SERVER);
    if (servers.isEmpty()) {
      if (!of(agent, CONNECTIONS).isEmpty() || !of(agent, UNIX_CONNECTIONS).isEmpty()) {
        throw new IllegalArgumentException("connections of a server without a SERVER SIDE");
      }
      return null;
    }
    if (servers.size() > 1) {
      throw new IllegalArgumentException(servers.getLast().where() + ": a second server");
    }
    TableRow server = servers.getFirst();
    return new ServerHostView(
        server.number("namespace"),
        server.list("listens on", TableRow::endpointOf),
        server.read("processes", ServerHostTables::readable),
        backendProcesses(agent));
  }

  private List<BackendProcess> backendProcesses(String agent) {
    List<TableRow> connections = of(agent, CONNECTIONS);
    List<TableRow> unixConnections = of(agent, UNIX_CONNECTIONS);
    Set<Integer> pids = new LinkedHashSet<>();
    connections.forEach(tableRow -> pids.add(tableRow.pid("backend")));
    unixConnections.forEach(tableRow -> pids.add(tableRow.pid("backend")));
    List<BackendProcess> backends = new ArrayList<>();
    for (int pid : pids) {
      backends.add(
          new BackendProcess(
              pid,
              new ProcessId(pid, 0),
              connections.stream()
                  .filter(tableRow -> tableRow.pid("backend") == pid && tableRow.has("from"))
                  .map(ServerHostTables::connection)
                  .toList(),
              unixConnections.stream()
                  .filter(tableRow -> tableRow.pid("backend") == pid)
                  .map(this::unixPeer)
                  .toList()));
    }
    return backends;
  }

  private static AcceptedConnection connection(TableRow tableRow) {
    return new AcceptedConnection(
        tableRow.endpoint("accepted at"),
        tableRow.endpoint("from"),
        tableRow.read("state", TcpState::valueOf));
  }

  /**
   * The peer of a Unix-domain connection; an inode of {@code -} means that the client has closed
   * it.
   */
  private UnixPeer unixPeer(TableRow tableRow) {
    long inode = tableRow.has("client inode") ? tableRow.number("client inode") : 0;
    return new UnixPeer(inode, processTable.holders(tableRow, "processes"));
  }

  private List<TableRow> of(String agent, TableLayout tableLayout) {
    return file.rows(tableLayout).stream()
        .filter(tableRow -> tableRow.textOr(SocketsFile.AGENT, SocketsFile.LOCAL).equals(agent))
        .toList();
  }

  private static boolean readable(String text) {
    return switch (text) {
      case "readable" -> true;
      case "unreadable" -> false;
      default -> throw new IllegalArgumentException("either readable or unreadable, not " + text);
    };
  }
}
