package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * The process of one backend, seen on the server's own host.
 *
 * @param backendPid as the server numbers it
 * @param process the same process as the agent sees it: in the server's process tree, and in its
 *     namespace of that pid
 * @param connections its accepted TCP connections that the kernel still lists
 * @param unixPeers the far ends of its accepted Unix-domain connections
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
   * A TCP connection on the server's side.
   *
   * @param local where the server accepted it
   * @param peer the client as the server sees it
   * @param state ESTABLISHED, or CLOSE_WAIT once the client has closed
   */
  public record AcceptedConnection(Endpoint local, Endpoint peer, TcpState state) {}

  /**
   * The client's end of a Unix-domain connection ({@code UNIX_DIAG_PEER}).
   *
   * @param inode of the client's socket; 0 when the client has closed it
   */
  public record UnixPeer(long inode, SocketHolders holders) {}
}
