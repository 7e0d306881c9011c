package dev.pgtether.correlation.address;

import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.correlation.fact.ServerInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A cluster, arranged by address; empty for a server that may be in another network. */
public final class ClusterAddressIndex {

  private final Map<String, Pod> pods = new HashMap<>();
  private final Map<IpAddress, PodsAtAddress> podsByAddress = new HashMap<>();
  private final Map<IpAddress, Node> nodesByAddress = new HashMap<>();
  private final Map<String, List<Pod>> hostNetworkPodsByNode = new HashMap<>();
  private final Set<AddressRange> podRanges = new HashSet<>();
  private final Set<Integer> podRangePrefixBits = new TreeSet<>();
  private final boolean podRangesComplete;
  private final boolean otherNetwork;

  /**
   * Who has and had an address.
   *
   * @param live pods that have it, those of the host's network aside
   * @param gone pods that had it
   */
  public record PodsAtAddress(List<Pod> live, List<PodTombstone> gone) {

    private static final PodsAtAddress NONE = new PodsAtAddress(List.of(), List.of());

    boolean isEmpty() {
      return live.isEmpty() && gone.isEmpty();
    }
  }

  /**
   * @param serverInfo whose clients' addresses are to be looked up
   */
  public ClusterAddressIndex(ClusterSnapshot clusterSnapshot, ServerInfo serverInfo) {
    otherNetwork = !clusterSnapshot.sharesNetworkWith(serverInfo);
    if (otherNetwork) {
      podRangesComplete = false;
      return;
    }
    clusterSnapshot.pods().forEach(this::addPod);
    clusterSnapshot
        .tombstones()
        .forEach(podTombstone -> podsToFillAt(podTombstone.address()).gone().add(podTombstone));
    for (Node node : clusterSnapshot.nodes()) {
      node.addresses()
          .forEach(
              address -> nodesByAddress.merge(address, node, ClusterAddressIndex::firstByName));
      for (AddressRange range : node.podRanges()) {
        podRanges.add(range);
        podRangePrefixBits.add(range.prefixBits());
      }
    }
    podRangesComplete =
        !clusterSnapshot.nodes().isEmpty()
            && clusterSnapshot.nodes().stream().noneMatch(node -> node.podRanges().isEmpty());
  }

  /** Two nodes with one address are a mistake in somebody's status, but no reason to waver. */
  private static Node firstByName(Node one, Node other) {
    return one.name().compareTo(other.name()) <= 0 ? one : other;
  }

  private void addPod(Pod pod) {
    pods.put(pod.uid(), pod);
    if (pod.hostNetwork()) {
      if (pod.isLive()) {
        hostNetworkPodsByNode.computeIfAbsent(pod.node(), node -> new ArrayList<>()).add(pod);
      }
      return;
    }
    Long finished = pod.finishedMicros();
    pod.addresses()
        .forEach(
            (address, addressAssignment) -> {
              if (finished == null) {
                podsToFillAt(address).live().add(pod);
              } else {
                podsToFillAt(address)
                    .gone()
                    .add(tombstoneOf(pod, address, addressAssignment, finished));
              }
            });
  }

  /** A terminal pod is listed with its address for as long as it is there, and has it no more. */
  private static PodTombstone tombstoneOf(
      Pod pod, IpAddress address, AddressAssignment addressAssignment, long finished) {
    Long heldUntil = pod.heldUntilMicros();
    return new PodTombstone(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.workload(),
        address,
        addressAssignment,
        heldUntil == null ? addressAssignment.sinceMicros() : heldUntil,
        finished,
        pod.visible());
  }

  private PodsAtAddress podsToFillAt(IpAddress address) {
    return podsByAddress.computeIfAbsent(
        address, at -> new PodsAtAddress(new ArrayList<>(1), new ArrayList<>(0)));
  }

  /** The addresses that the server sees may be those of another network: nobody's are known. */
  public boolean isOtherNetwork() {
    return otherNetwork;
  }

  @Nullable
  public Pod pod(String uid) {
    return pods.get(uid);
  }

  public PodsAtAddress podsAt(IpAddress address) {
    return podsByAddress.getOrDefault(address, PodsAtAddress.NONE);
  }

  /** The one live pod that has an address of its own; null when none or several have it. */
  @Nullable
  public Pod onlyPodAt(IpAddress address) {
    List<Pod> live = podsAt(address).live();
    return live.size() == 1 ? live.getFirst() : null;
  }

  @Nullable Node nodeAt(IpAddress address) {
    return nodesByAddress.get(address);
  }

  /** The live host-network pods of a node. */
  List<Pod> hostNetworkPodsOn(Node node) {
    return hostNetworkPodsByNode.getOrDefault(node.name(), List.of());
  }

  boolean isInPodRange(IpAddress address) {
    for (int prefix : podRangePrefixBits) {
      if (podRanges.contains(new AddressRange(address, prefix))) {
        return true;
      }
    }
    return false;
  }

  /** Every node says which addresses its pods have, so an address outside them is no pod's. */
  boolean knowsAllPodRanges() {
    return podRangesComplete;
  }
}
