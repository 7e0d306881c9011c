package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.fact.Tenure;
import dev.pgtether.correlation.fact.Tombstone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A cluster, arranged by address; empty for a server that may be in another network. */
final class AddressBook {

  private final Map<String, Pod> pods = new HashMap<>();
  private final Map<IpAddress, Entry> entries = new HashMap<>();
  private final Map<IpAddress, Node> nodes = new HashMap<>();
  private final Map<String, List<Pod>> hostPods = new HashMap<>();
  private final Set<AddressRange> ranges = new HashSet<>();
  private final Set<Integer> prefixes = new TreeSet<>();
  private final boolean rangesKnown;
  private final boolean ofOtherNetwork;

  /**
   * Who has and had an address.
   *
   * @param live pods that have it, those of the host's network aside
   * @param gone pods that had it
   */
  record Entry(List<Pod> live, List<Tombstone> gone) {

    private static final Entry NOBODY = new Entry(List.of(), List.of());

    boolean isEmpty() {
      return live.isEmpty() && gone.isEmpty();
    }
  }

  /**
   * @param server whose clients' addresses are to be looked up
   */
  AddressBook(Cluster cluster, Server server) {
    ofOtherNetwork = !cluster.sharesNetworkWith(server);
    if (ofOtherNetwork) {
      rangesKnown = false;
      return;
    }
    cluster.pods().forEach(this::enter);
    cluster.tombstones().forEach(tombstone -> entryOf(tombstone.address()).gone().add(tombstone));
    for (Node node : cluster.nodes()) {
      node.addresses().forEach(address -> nodes.merge(address, node, AddressBook::first));
      for (AddressRange range : node.podRanges()) {
        ranges.add(range);
        prefixes.add(range.prefixBits());
      }
    }
    rangesKnown =
        !cluster.nodes().isEmpty()
            && cluster.nodes().stream().noneMatch(node -> node.podRanges().isEmpty());
  }

  /** Two nodes with one address are a mistake in somebody's status, but no reason to waver. */
  private static Node first(Node one, Node other) {
    return one.name().compareTo(other.name()) <= 0 ? one : other;
  }

  private void enter(Pod pod) {
    pods.put(pod.uid(), pod);
    if (pod.hostNetwork()) {
      if (pod.isLive()) {
        hostPods.computeIfAbsent(pod.node(), node -> new ArrayList<>()).add(pod);
      }
      return;
    }
    Long finished = pod.finishedMicros();
    pod.addresses()
        .forEach(
            (address, tenure) -> {
              if (finished == null) {
                entryOf(address).live().add(pod);
              } else {
                entryOf(address).gone().add(finished(pod, address, tenure, finished));
              }
            });
  }

  /** A terminal pod is listed with its address for as long as it is there, and has it no more. */
  private static Tombstone finished(Pod pod, IpAddress address, Tenure tenure, long finished) {
    Long held = pod.heldUntilMicros();
    return new Tombstone(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.workload(),
        address,
        tenure,
        held == null ? tenure.sinceMicros() : held,
        finished,
        pod.visible());
  }

  private Entry entryOf(IpAddress address) {
    return entries.computeIfAbsent(
        address, at -> new Entry(new ArrayList<>(1), new ArrayList<>(0)));
  }

  /** The addresses that the server sees may be those of another network: nobody's are known. */
  boolean isOfOtherNetwork() {
    return ofOtherNetwork;
  }

  @Nullable Pod pod(String uid) {
    return pods.get(uid);
  }

  Entry at(IpAddress address) {
    return entries.getOrDefault(address, Entry.NOBODY);
  }

  /** The one live pod that has an address of its own; null when none or several have it. */
  @Nullable Pod onlyPodAt(IpAddress address) {
    List<Pod> live = at(address).live();
    return live.size() == 1 ? live.getFirst() : null;
  }

  @Nullable Node nodeAt(IpAddress address) {
    return nodes.get(address);
  }

  /** The live host-network pods of a node. */
  List<Pod> hostPodsOf(Node node) {
    return hostPods.getOrDefault(node.name(), List.of());
  }

  boolean isInPodRange(IpAddress address) {
    for (int prefix : prefixes) {
      if (ranges.contains(new AddressRange(address, prefix))) {
        return true;
      }
    }
    return false;
  }

  /** Every node says which addresses its pods have, so an address outside them is no pod's. */
  boolean knowsAllPodRanges() {
    return rangesKnown;
  }
}
