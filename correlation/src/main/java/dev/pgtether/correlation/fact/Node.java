package dev.pgtether.correlation.fact;

import java.util.List;
import java.util.Set;

/**
 * A node of the cluster.
 *
 * @param addresses {@code status.addresses} that are IP literals: what its own processes, its
 *     host-network pods, and pods whose address is rewritten connect from
 * @param podRanges {@code spec.podCIDRs}; empty where the network plugin gives pods other addresses
 */
public record Node(String name, Set<IpAddress> addresses, List<AddressRange> podRanges) {

  public Node {
    addresses = Set.copyOf(addresses);
    podRanges = List.copyOf(podRanges);
  }
}
