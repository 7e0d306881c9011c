package dev.pgtether.collector.namespace;

import dev.pgtether.collector.netlink.UnixConnection;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.TcpState;
import java.util.List;

/**
 * The server's own ends, in the namespace where the audit's own connection has one.
 *
 * @param namespace inode number
 * @param own the audit's own connection
 * @param rows sockets with the server's port on this side: listeners, and connections where
 *     backends were asked for
 * @param complete nothing interrupted the listing of {@code rows} or {@code unix}
 * @param unix accepted Unix-domain connections on the server's port
 */
public record ServerEnd(
    long namespace, OwnEnd own, List<Row> rows, boolean complete, List<UnixConnection> unix) {

  /** A socket with the server's port on this side. */
  public record Row(Endpoint local, Endpoint peer, TcpState state, long inode) {}

  /**
   * The audit's own connection, seen from the server's namespace.
   *
   * @param inode of the server's end
   * @param clientInode of the audit's end, where it is in the same namespace; else 0
   */
  public record OwnEnd(long inode, long clientInode) {}
}
