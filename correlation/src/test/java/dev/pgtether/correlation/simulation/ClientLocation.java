package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.NetworkNamespace;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a client runs: its network namespace, its own address, and the address that the server
 * sees.
 */
enum ClientLocation {
  /** On the server's host, over its routable address. */
  SERVER_HOST(1, "10.0.0.1", "10.0.0.1"),
  /** On the server's host, over loopback. */
  SERVER_LOOPBACK(1, "127.0.0.1", "127.0.0.1"),
  /** A client host. */
  ALPHA(2, "10.0.1.1", "10.0.1.1"),
  /** In ALPHA's namespace, over a loopback that is not the server's. */
  ALPHA_LOOPBACK(2, "127.0.0.1", "127.0.0.1"),
  /** Another client host. */
  BETA(3, "10.0.1.2", "10.0.1.2"),
  /** Behind ALPHA, which rewrites its address to its own and keeps the port. */
  BEHIND_ALPHA(4, "192.168.0.5", "10.0.1.1"),
  /** Has ALPHA's address in another network, whose routes lead to another server. */
  TWIN_OF_ALPHA(5, "10.0.1.1", "10.0.1.1");

  final long namespace;
  final IpAddress local;
  final IpAddress seen;

  ClientLocation(long namespace, String local, String seen) {
    this.namespace = namespace;
    this.local = IpAddress.parse(local);
    this.seen = IpAddress.parse(seen);
  }

  /** The routes that a client here may use. */
  List<ServerRoute> routes() {
    return switch (this) {
      case SERVER_LOOPBACK -> List.of(ServerRoute.LOOPBACK);
      case ALPHA_LOOPBACK -> List.of(ServerRoute.ANOTHER_LOOPBACK);
      case TWIN_OF_ALPHA -> List.of(ServerRoute.TWIN_NETWORK);
      default ->
          List.of(
              ServerRoute.DIRECT,
              ServerRoute.DIRECT,
              ServerRoute.SECOND_ADDRESS,
              ServerRoute.SERVICE,
              ServerRoute.SHARED_SERVICE,
              ServerRoute.SHARED_SERVICE_ELSEWHERE,
              ServerRoute.UNKNOWN_ALIAS,
              ServerRoute.ANOTHER_SERVER);
    };
  }

  /** What an agent reports about namespace {@code inode}. */
  static NetworkNamespace describe(long inode) {
    Set<IpAddress> addresses = new HashSet<>();
    for (ClientLocation clientLocation : values()) {
      if (clientLocation.namespace == inode && !clientLocation.local.isLoopback()) {
        addresses.add(clientLocation.local);
      }
    }
    if (inode == SERVER_HOST.namespace) {
      addresses.add(ServerRoute.SECOND_ADDRESS.dialled.address());
    }
    return new NetworkNamespace(inode, addresses, inode == SERVER_HOST.namespace);
  }
}
