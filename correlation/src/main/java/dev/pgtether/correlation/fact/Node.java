package dev.pgtether.correlation.fact;

import java.util.List;
import java.util.Set;

/**
 * A node of the cluster.
 *
 * @param addresses the IP literals among {@code status.addresses}: its own processes, its
 *     host-network pods, and pods behind source NAT connect from them
 * @param podRanges {@code spec.podCIDRs}; empty when the network plugin assigns other addresses
 */
public record Node(String name, Set<IpAddress> addresses, List<AddressRange> podRanges) {

  public Node {
    addresses = Set.copyOf(addresses);
    podRanges = List.copyOf(podRanges);
  }
}
