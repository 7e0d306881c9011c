package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.operator.cluster.watch.ApiTextParser;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The API server's nodes as facts. */
final class NodeMapper {
  private NodeMapper() {}

  static Node of(io.fabric8.kubernetes.api.model.Node node) {
    NodeSpec spec = Objects.requireNonNullElseGet(node.getSpec(), NodeSpec::new);
    NodeStatus status = Objects.requireNonNullElseGet(node.getStatus(), NodeStatus::new);
    Set<IpAddress> addresses = new HashSet<>();
    for (NodeAddress address : status.getAddresses()) {
      ApiTextParser.addAddress(address.getAddress(), addresses);
    }
    Set<String> ranges = new LinkedHashSet<>(spec.getPodCIDRs());
    if (spec.getPodCIDR() != null && !spec.getPodCIDR().isEmpty()) {
      ranges.add(spec.getPodCIDR());
    }
    return new Node(node.getMetadata().getName(), addresses, ranges(ranges));
  }

  private static List<AddressRange> ranges(Set<String> texts) {
    List<AddressRange> ranges = new ArrayList<>(2);
    for (String text : texts) {
      try {
        ranges.add(AddressRange.parse(text));
      } catch (IllegalArgumentException notARange) {
        // one odd node must not end the watch of all others
      }
    }
    return ranges;
  }
}
