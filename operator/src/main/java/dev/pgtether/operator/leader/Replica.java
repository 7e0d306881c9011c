package dev.pgtether.operator.leader;

import dev.pgtether.correlation.fact.IpAddress;
import java.util.Set;

/**
 * Which of the operator's replicas this process is.
 *
 * @param podName at most 253 characters; unique among the replicas
 * @param namespace the operator's own
 * @param address the pod's own, under which others find it
 * @param addresses all of the pod's own, under which it may dial; {@code address} among them
 */
public record Replica(
    String podName, String namespace, IpAddress address, Set<IpAddress> addresses) {

  public Replica {
    addresses = Set.copyOf(addresses);
    if (!addresses.contains(address)) {
      throw new IllegalArgumentException(addresses + " are not all: " + address + " is missing");
    }
  }

  /** With one address. */
  public Replica(String podName, String namespace, IpAddress address) {
    this(podName, namespace, address, Set.of(address));
  }
}
