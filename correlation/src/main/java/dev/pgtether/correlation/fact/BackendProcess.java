package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * The operating-system process of one backend, seen on the server's own host.
 *
 * @param backendPid its pid as the server numbers it
 * @param process the same process as the agent numbers it; it is in the server's process tree, and
 *     has {@code backendPid} in its own pid namespace
 * @param connections its accepted TCP connections that the kernel still lists
 * @param unixPeers the peers of its accepted Unix-domain connections
 */
public record BackendProcess(
    int backendPid,
    ProcessId process,
    List<AcceptedConnection> connections,
    List<UnixPeer> unixPeers) {

  public BackendProcess {
    connections = List.copyOf(connections);
    unixPeers = List.copyOf(unixPeers);
  }

  /**
   * A TCP connection that the backend's process holds at the server's end.
   *
   * @param local the endpoint at which the server accepted it
   * @param peer the client's endpoint as the server sees it
   * @param state ESTABLISHED, or for example CLOSE_WAIT after the client has closed
   */
  public record AcceptedConnection(Endpoint local, Endpoint peer, TcpState state) {}

  /**
   * The client's end of a Unix-domain connection ({@code UNIX_DIAG_PEER}).
   *
   * @param inode inode of the client's socket; 0 when the client has closed it
   * @param holders the processes that hold the client's socket
   */
  public record UnixPeer(long inode, SocketHolders holders) {}
}
