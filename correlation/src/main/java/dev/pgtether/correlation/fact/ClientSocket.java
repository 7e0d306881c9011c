package dev.pgtether.correlation.fact;

import org.jspecify.annotations.Nullable;

/**
 * One TCP socket on the client's side of a connection.
 *
 * @param local this end; IPv4-mapped addresses unmapped
 * @param peer the far end as the client dialled it, which need not be where the server accepted it
 * @param uid owner of the socket, as the agent's user namespace numbers it
 * @param tcpInfo null unless the socket was examined
 * @param soleAtEndpoint no other socket of its network namespace stands at {@code local}, whatever
 *     it is connected to, in any state in which a client may still have it or have had it; false
 *     where that was not looked at ({@link SocketQuery#soleCheckEndpoints})
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

  /** A socket of which nobody has looked whether it stands alone. */
  public ClientSocket(
      SocketId id,
      Endpoint local,
      Endpoint peer,
      TcpState state,
      int uid,
      @Nullable TcpInfo tcpInfo,
      SocketHolders socketHolders) {
    this(id, local, peer, state, uid, tcpInfo, socketHolders, false);
  }
}
