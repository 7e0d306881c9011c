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

/**
 * The pods, tombstones and nodes of a cluster by address. Empty when the server may be in another
 * network ({@link ClusterSnapshot#sharesNetworkWith}).
 */
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
   * The pods that have an address, and the pods that had it.
   *
   * @param live pods that have it, without host-network pods
   * @param gone pods that had it: deleted, finished, or moved to another address
   */
  public record PodsAtAddress(List<Pod> live, List<PodTombstone> gone) {

    private static final PodsAtAddress NONE = new PodsAtAddress(List.of(), List.of());

    boolean isEmpty() {
      return live.isEmpty() && gone.isEmpty();
    }
  }

  /**
   * Indexes a snapshot of the cluster.
   *
   * @param serverInfo the server whose clients are looked up
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
        .forEach(podTombstone -> mutablePodsAt(podTombstone.address()).gone().add(podTombstone));
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

  /**
   * Two nodes with the same address contradict each other; the choice only has to be the same each
   * time.
   */
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
                mutablePodsAt(address).live().add(pod);
              } else {
                mutablePodsAt(address)
                    .gone()
                    .add(tombstoneOf(pod, address, addressAssignment, finished));
              }
            });
  }

  /**
   * A pod in phase Succeeded or Failed as a tombstone: the API server still lists it with its
   * address, which it no longer has.
   */
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

  private PodsAtAddress mutablePodsAt(IpAddress address) {
    return podsByAddress.computeIfAbsent(
        address, at -> new PodsAtAddress(new ArrayList<>(1), new ArrayList<>(0)));
  }

  /** The server may be in another network, so the owner of an address that it sees is not known. */
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

  /** The only live pod that has {@code address}; null when none or several have it. */
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

  /**
   * Every node declares its pod ranges ({@code spec.podCIDRs}), so an address outside them is not a
   * pod's.
   */
  boolean knowsAllPodRanges() {
    return podRangesComplete;
  }
}
