package dev.pgtether.correlation.cases;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.BackendProcess.Connection;
import dev.pgtether.correlation.fact.BackendProcess.UnixPeer;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.fact.TcpState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the agents of {@code sockets.txt} saw of the server itself, where they stand on its host.
 */
final class ServerSides {

  static final Layout SERVER =
      Layout.of("SERVER SIDE", "namespace", "listens on", "processes").maybe(SocketsFile.AGENT);

  /** A backend whose process was read and holds no connection has one row, with {@code -}. */
  static final Layout CONNECTIONS =
      Layout.of("SERVER CONNECTIONS", "backend", "accepted at", "from", "state")
          .maybe(SocketsFile.AGENT);

  static final Layout UNIX_CONNECTIONS =
      Layout.of("UNIX CONNECTIONS", "backend", "client inode", "processes")
          .maybe(SocketsFile.AGENT);

  private final CaseFile file;
  private final Processes processes;

  ServerSides(CaseFile file, Processes processes) {
    this.file = file;
    this.processes = processes;
  }

  /** Null where {@code agent} does not stand on the server's host. */
  @Nullable ServerSide of(String agent) {
    List<Row> servers = of(agent, SERVER);
    if (servers.isEmpty()) {
      if (!of(agent, CONNECTIONS).isEmpty() || !of(agent, UNIX_CONNECTIONS).isEmpty()) {
        throw new IllegalArgumentException("connections of a server without a SERVER SIDE");
      }
      return null;
    }
    if (servers.size() > 1) {
      throw new IllegalArgumentException(servers.getLast().where() + ": a second server");
    }
    Row server = servers.getFirst();
    return new ServerSide(
        server.number("namespace"),
        server.list("listens on", Row::endpointOf),
        server.read("processes", ServerSides::readable),
        backendProcesses(agent));
  }

  private List<BackendProcess> backendProcesses(String agent) {
    List<Row> connections = of(agent, CONNECTIONS);
    List<Row> unixConnections = of(agent, UNIX_CONNECTIONS);
    Set<Integer> pids = new LinkedHashSet<>();
    connections.forEach(row -> pids.add(row.pid("backend")));
    unixConnections.forEach(row -> pids.add(row.pid("backend")));
    List<BackendProcess> backends = new ArrayList<>();
    for (int pid : pids) {
      backends.add(
          new BackendProcess(
              pid,
              new ProcessId(pid, 0),
              connections.stream()
                  .filter(row -> row.pid("backend") == pid && row.has("from"))
                  .map(ServerSides::connection)
                  .toList(),
              unixConnections.stream()
                  .filter(row -> row.pid("backend") == pid)
                  .map(this::unixPeer)
                  .toList()));
    }
    return backends;
  }

  private static Connection connection(Row row) {
    return new Connection(
        row.endpoint("accepted at"), row.endpoint("from"), row.read("state", TcpState::valueOf));
  }

  /** A client inode of {@code -} is a peer that the client has closed. */
  private UnixPeer unixPeer(Row row) {
    long inode = row.has("client inode") ? row.number("client inode") : 0;
    return new UnixPeer(inode, processes.holders(row, "processes"));
  }

  private List<Row> of(String agent, Layout layout) {
    return file.rows(layout).stream()
        .filter(row -> row.textOr(SocketsFile.AGENT, SocketsFile.LOCAL).equals(agent))
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
