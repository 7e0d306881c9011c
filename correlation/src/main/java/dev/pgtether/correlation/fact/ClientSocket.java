package dev.pgtether.correlation.fact;

import org.jspecify.annotations.Nullable;

/**
 * One TCP socket at the client's end of a connection.
 *
 * @param local the client's endpoint; IPv4-mapped addresses equal their IPv4 addresses
 * @param peer the endpoint that the client dialled; the server may have accepted at another one,
 *     when the address was rewritten on the way
 * @param state the TCP state
 * @param uid the owner of the socket, in the agent's user namespace
 * @param tcpInfo null unless the query asked for it
 * @param holders the processes that hold the socket
 * @param soleAtEndpoint no other socket of its network namespace has {@code local} as its endpoint,
 *     whatever its peer, in any state in which a client may have it or may have had it; false when
 *     this was not checked ({@link SocketQuery#soleCheckEndpoints})
 */
public record ClientSocket(
    SocketId id,
    Endpoint local,
    Endpoint peer,
    TcpState state,
    int uid,
    @Nullable TcpInfo tcpInfo,
    SocketHolders holders,
    boolean soleAtEndpoint) {

  /** A socket for which {@link #soleAtEndpoint} was not checked. */
  public ClientSocket(
      SocketId id,
      Endpoint local,
      Endpoint peer,
      TcpState state,
      int uid,
      @Nullable TcpInfo tcpInfo,
      SocketHolders holders) {
    this(id, local, peer, state, uid, tcpInfo, holders, false);
  }
}
