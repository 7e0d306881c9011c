package dev.pgtether.correlation.fact;

import java.util.Set;

/**
 * A network namespace that an agent scanned.
 *
 * @param inode inode of {@code /proc/PID/ns/net}
 * @param addresses all addresses of its interfaces; 127.0.0.0/8 and {@code ::1} may be missing,
 *     every namespace has them
 * @param agentsOwn the agent itself runs in it
 */
public record NetworkNamespace(long inode, Set<IpAddress> addresses, boolean agentsOwn) {

  public NetworkNamespace {
    addresses = Set.copyOf(addresses);
  }

  /** The address belongs to this namespace, so a socket here can have it. */
  public boolean hasAddress(IpAddress address) {
    return address.isLoopback() || addresses.contains(address);
  }
}
