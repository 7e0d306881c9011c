package dev.pgtether.collector.namespace;

import dev.pgtether.collector.process.SocketKey;
import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.collector.table.TcpFilter;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * A wanted socket as it was listed, whose holders are not known yet.
 *
 * @param networkInterface that it is bound to, which its exact lookup needs
 * @param alone {@link ClientSocket#soleAtEndpoint}
 */
public record ListedSocket(
    SocketKey key,
    Endpoint local,
    Endpoint peer,
    TcpState state,
    int uid,
    int networkInterface,
    @Nullable TcpInfo tcpInfo,
    boolean alone) {

  /**
   * A socket that a client may still have or have had; an orphaned FIN_WAIT2 is one too, with inode
   * 0.
   */
  static final TcpFilter STANDING =
      TcpFilter.inStates(
          EnumSet.of(
              TcpState.ESTABLISHED,
              TcpState.SYN_SENT,
              TcpState.FIN_WAIT1,
              TcpState.FIN_WAIT2,
              TcpState.CLOSE_WAIT,
              TcpState.LAST_ACK,
              TcpState.CLOSING));

  static ListedSocket of(SocketRow row, long namespace) {
    return new ListedSocket(
        new SocketKey(namespace, row.cookie(), row.inode()),
        row.local(),
        row.peer(),
        TcpState.ofNumber(row.state()),
        row.uid(),
        row.networkInterface(),
        null,
        false);
  }

  ListedSocket examined(TcpInfo found) {
    return new ListedSocket(key, local, peer, state, uid, networkInterface, found, alone);
  }

  ListedSocket foundAlone() {
    return new ListedSocket(key, local, peer, state, uid, networkInterface, tcpInfo, true);
  }

  public ClientSocket heldBy(SocketHolders socketHolders) {
    SocketId id = new SocketId(key.namespace(), key.cookie());
    return new ClientSocket(id, local, peer, state, uid, tcpInfo, socketHolders, alone);
  }
}
