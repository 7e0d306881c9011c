package dev.pgtether.correlation.address;

import static java.util.Comparator.naturalOrder;

import dev.pgtether.correlation.address.AddressLookupResult.Decided;
import dev.pgtether.correlation.address.AddressLookupResult.InPod;
import dev.pgtether.correlation.address.ServerClockConversion.TimeBounds;
import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who had an address when a backend began (docs/architecture.md, "Pods"). Addresses are used again,
 * so that a pod has one now says nothing of then; and what is not the audit's to see is not named.
 */
public final class AddressOwnership {

  /** As many candidates are listed; more are a count. */
  private static final int MAX_LISTED_PODS = 10;

  private final ClusterAddressIndex addressIndex;
  private final ServerClockConversion serverClock;
  private final long completeFrom;
  private final long completeUntil;

  public AddressOwnership(
      ClusterAddressIndex addressIndex,
      ClusterSnapshot clusterSnapshot,
      ServerClockConversion serverClock) {
    this.addressIndex = addressIndex;
    this.serverClock = serverClock;
    this.completeFrom = clusterSnapshot.completeFromMicros();
    this.completeUntil =
        clusterSnapshot.completeUntilMicros() - ClusterSnapshot.KUBELET_REPORT_DELAY_MICROS;
  }

  /**
   * Where {@code address}, which is no loopback or link-local one, led when {@code backend} began.
   */
  public AddressLookupResult ownerAtStart(Backend backend, IpAddress address) {
    if (addressIndex.isOtherNetwork()) {
      return Decided.unknown(Code.OTHER_NETWORK);
    }
    Node node = addressIndex.nodeAt(address);
    if (node != null) {
      return nodeAddress(node);
    }
    TimeBounds start = serverClock.onOperatorClock(backend);
    ClusterAddressIndex.PodsAtAddress podsAtAddress = addressIndex.podsAt(address);
    List<Pod> possible =
        podsAtAddress.live().stream()
            .filter(pod -> mayHaveHadAddress(assignmentOf(pod, address), start))
            .toList();
    return switch (possible.size()) {
      case 0 -> formerOwner(backend, address, podsAtAddress, start);
      case 1 -> inPod(possible.getFirst(), address, podsAtAddress, start);
      default ->
          severalPods(possible.stream().filter(Pod::visible).map(Pod::fullName), possible.size());
    };
  }

  private static AddressAssignment assignmentOf(Pod pod, IpAddress address) {
    AddressAssignment addressAssignment = pod.addresses().get(address);
    if (addressAssignment == null) {
      throw new IllegalStateException(pod.uid() + " is entered under an address not its own");
    }
    return addressAssignment;
  }

  private static boolean mayHaveHadAddress(AddressAssignment addressAssignment, TimeBounds start) {
    return start.latest() >= addressAssignment.notBeforeMicros();
  }

  private static boolean mayHaveHadAddress(PodTombstone gone, TimeBounds start) {
    return mayHaveHadAddress(gone.assignment(), start) && start.earliest() <= gone.goneMicros();
  }

  private AddressLookupResult inPod(
      Pod pod,
      IpAddress address,
      ClusterAddressIndex.PodsAtAddress podsAtAddress,
      TimeBounds start) {
    if (!pod.visible()) {
      return Decided.unknown(Code.NOT_VISIBLE);
    }
    if (!start.isNotAfter(completeUntil)) {
      return new InPod(pod, Evidence.of(Code.CLUSTER_NOT_CAUGHT_UP));
    }
    Long heldUntil = pod.heldUntilMicros();
    boolean stillHeld = heldUntil == null || start.isNotAfter(heldUntil);
    boolean certain =
        stillHeld
            && (start.isNotBefore(assignmentOf(pod, address).sinceMicros())
                || isOnlyPossiblePod(podsAtAddress, start));
    return new InPod(
        pod, certain ? null : Evidence.of(Code.ADDRESS_CHANGING_HANDS, "pod", pod.fullName()));
  }

  /**
   * Nobody but the one live pod can have had the address: a pod may connect before its kubelet has
   * told anybody of its address, and then its own first connections would be older than the
   * address.
   */
  private boolean isOnlyPossiblePod(
      ClusterAddressIndex.PodsAtAddress podsAtAddress, TimeBounds start) {
    return start.isNotBefore(completeFrom)
        && podsAtAddress.gone().stream().noneMatch(gone -> mayHaveHadAddress(gone, start));
  }

  /** No pod that has the address now can have had it then. */
  private AddressLookupResult formerOwner(
      Backend backend,
      IpAddress address,
      ClusterAddressIndex.PodsAtAddress podsAtAddress,
      TimeBounds start) {
    List<PodTombstone> possible =
        podsAtAddress.gone().stream().filter(gone -> mayHaveHadAddress(gone, start)).toList();
    if (possible.isEmpty()) {
      return noKnownOwner(address, podsAtAddress, start);
    }
    if (possible.size() > 1) {
      return severalPods(
          possible.stream().filter(PodTombstone::visible).map(PodTombstone::fullName),
          possible.size());
    }
    PodTombstone gone = possible.getFirst();
    if (!gone.visible()) {
      return Decided.unknown(Code.NOT_VISIBLE);
    }
    boolean had = start.isNotBefore(gone.assignment().sinceMicros()) || allOwnersKnownAt(start);
    if (!had || !start.isNotAfter(gone.heldUntilMicros())) {
      return Decided.of(
          Verdict.UNKNOWN, Evidence.of(Code.ADDRESS_CHANGING_HANDS, "pod", gone.fullName()));
    }
    Map<String, Object> values = Map.of("pod", gone.fullName(), "gone", isoTime(gone.goneMicros()));
    if (gone.goneMicros() > serverClock.secondReadingBegan()) {
      return Decided.of(Verdict.UNKNOWN, Evidence.of(Code.POD_GOING, "pod", gone.fullName()));
    }
    return hasBegunQuerySince(backend, gone.goneMicros())
        ? Decided.of(Verdict.UNKNOWN, new Evidence(Code.QUERY_SINCE_POD_GONE, values))
        : new Decided(
            Verdict.GHOST, List.of(new Evidence(Code.POD_GONE, values)), new ClientPod.Gone(gone));
  }

  /**
   * All that had an address then are known, so that the one pod that can have had it did, though
   * its kubelet told of it later.
   */
  private boolean allOwnersKnownAt(TimeBounds start) {
    return start.isNotBefore(completeFrom) && start.isNotAfter(completeUntil);
  }

  /** Somebody may still be speaking, whatever was said of the pod. */
  private boolean hasBegunQuerySince(Backend backend, long gone) {
    Long query = backend.queryStartMicros();
    return query != null && !serverClock.onOperatorClock(backend, query).isNotAfter(gone);
  }

  private AddressLookupResult noKnownOwner(
      IpAddress address, ClusterAddressIndex.PodsAtAddress podsAtAddress, TimeBounds start) {
    Optional<String> later =
        podsAtAddress.live().stream().filter(Pod::visible).map(Pod::fullName).min(naturalOrder());
    if (later.isPresent()) {
      return Decided.of(Verdict.UNKNOWN, Evidence.of(Code.POD_CAME_LATER, "pod", later.get()));
    }
    boolean ofPods = !podsAtAddress.isEmpty() || addressIndex.isInPodRange(address);
    if (!ofPods && addressIndex.knowsAllPodRanges()) {
      return Decided.of(Verdict.EXTERNAL, Evidence.of(Code.OUTSIDE_CLUSTER));
    }
    if (!start.isNotAfter(completeUntil)) {
      return Decided.unknown(Code.CLUSTER_NOT_CAUGHT_UP);
    }
    if (ofPods) {
      return Decided.unknown(Code.NO_POD);
    }
    return start.isNotBefore(completeFrom)
        ? Decided.of(Verdict.EXTERNAL, Evidence.of(Code.OUTSIDE_CLUSTER))
        : Decided.unknown(Code.CLUSTER_NOT_KNOWN_THEN);
  }

  private AddressLookupResult nodeAddress(Node node) {
    Stream<String> pods =
        addressIndex.hostNetworkPodsOn(node).stream().filter(Pod::visible).map(Pod::fullName);
    return Decided.of(
        Verdict.AMBIGUOUS,
        new Evidence(
            Code.NODE_ADDRESS, Map.of("node", node.name(), "candidates", shortened(pods))));
  }

  /** Who may not be named is counted, so that the one who may does not seem to be the only one. */
  private static AddressLookupResult severalPods(Stream<String> visible, int all) {
    List<String> names = visible.toList();
    if (names.isEmpty()) {
      return Decided.unknown(Code.NOT_VISIBLE);
    }
    List<String> candidates = new ArrayList<>(shortened(names.stream()));
    if (all > names.size()) {
      candidates.add((all - names.size()) + " that this audit may not see");
    }
    return Decided.of(
        Verdict.AMBIGUOUS, Evidence.of(Code.ADDRESS_IN_SEVERAL_PODS, "candidates", candidates));
  }

  private static List<String> shortened(Stream<String> names) {
    List<String> sorted = names.sorted().distinct().toList();
    if (sorted.size() <= MAX_LISTED_PODS) {
      return sorted;
    }
    List<String> some = new ArrayList<>(sorted.subList(0, MAX_LISTED_PODS));
    some.add((sorted.size() - MAX_LISTED_PODS) + " more");
    return some;
  }

  private static String isoTime(long epochMicros) {
    return Instant.EPOCH
        .plus(epochMicros, ChronoUnit.MICROS)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }
}
