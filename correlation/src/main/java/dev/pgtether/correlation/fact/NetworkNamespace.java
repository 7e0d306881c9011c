package dev.pgtether.correlation.fact;

import java.util.Set;

/**
 * A network namespace that an agent looked into.
 *
 * @param inode {@code /proc/PID/ns/net}
 * @param addresses every address assigned to an interface of it; 127.0.0.0/8 and {@code ::1} belong
 *     to each
 * @param agentsOwn the agent's own
 */
public record NetworkNamespace(long inode, Set<IpAddress> addresses, boolean agentsOwn) {

  public NetworkNamespace {
    addresses = Set.copyOf(addresses);
  }

  /** The address is one of this namespace's own, so that a socket here may stand for it. */
  public boolean hasAddress(IpAddress address) {
    return address.isLoopback() || addresses.contains(address);
  }
}
