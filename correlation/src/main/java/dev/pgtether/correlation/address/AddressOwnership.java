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
 * Decides which pod, node or outside host had an address when a backend started. Addresses are
 * reused, so the pod that has an address now need not be the one that had it then. A pod that the
 * audit may not see is never named. Source: docs/architecture.md, "Pods".
 */
public final class AddressOwnership {

  /** The largest number of candidates that evidence lists; the rest is a count. */
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
   * The owner of {@code address} when {@code backend} started.
   *
   * @param address neither loopback nor link-local: those have no owner in the cluster
   */
  public AddressLookupResult ownerAtStart(Backend backend, IpAddress address) {
    if (addressIndex.isOtherNetwork()) {
      return Decided.unknown(Code.OTHER_NETWORK);
    }
    Node node = addressIndex.nodeAt(address);
    if (node != null) {
      return nodeAddress(node);
    }
    TimeBounds start = serverClock.startOf(backend);
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
      throw new IllegalStateException(
          pod.uid() + " is indexed under an address that it does not have");
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
   * No other pod can have had the address. A pod may connect before its kubelet has reported the
   * address, so without this rule its first connections would seem older than the address.
   */
  private boolean isOnlyPossiblePod(
      ClusterAddressIndex.PodsAtAddress podsAtAddress, TimeBounds start) {
    return start.isNotBefore(completeFrom)
        && podsAtAddress.gone().stream().noneMatch(gone -> mayHaveHadAddress(gone, start));
  }

  /** No live pod can have had the address when the backend started: looks for a former one. */
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
    boolean heldAtStart =
        start.isNotBefore(gone.assignment().sinceMicros()) || allOwnersKnownAt(start);
    if (!heldAtStart || !start.isNotAfter(gone.heldUntilMicros())) {
      return Decided.of(
          Verdict.UNKNOWN, Evidence.of(Code.ADDRESS_CHANGING_HANDS, "pod", gone.fullName()));
    }
    Map<String, Object> values = Map.of("pod", gone.fullName(), "gone", isoTime(gone.goneMicros()));
    if (gone.goneMicros() > serverClock.secondReadingBeganMicros()) {
      return Decided.of(Verdict.UNKNOWN, Evidence.of(Code.POD_GOING, "pod", gone.fullName()));
    }
    return hasBegunQuerySince(backend, gone.goneMicros())
        ? Decided.of(Verdict.UNKNOWN, new Evidence(Code.QUERY_SINCE_POD_GONE, values))
        : new Decided(
            Verdict.GHOST, List.of(new Evidence(Code.POD_GONE, values)), new ClientPod.Gone(gone));
  }

  /**
   * Every pod that had an address at that time is known. So the only pod that can have had it did
   * have it, even when its kubelet reported it later.
   */
  private boolean allOwnersKnownAt(TimeBounds start) {
    return start.isNotBefore(completeFrom) && start.isNotAfter(completeUntil);
  }

  /**
   * The backend has begun a query, or may have, after {@code goneMicros}: its client may be alive,
   * whatever the API server said about the pod.
   */
  private boolean hasBegunQuerySince(Backend backend, long goneMicros) {
    Long query = backend.queryStartMicros();
    return query != null && !serverClock.onOperatorClock(backend, query).isNotAfter(goneMicros);
  }

  private AddressLookupResult noKnownOwner(
      IpAddress address, ClusterAddressIndex.PodsAtAddress podsAtAddress, TimeBounds start) {
    Optional<String> later =
        podsAtAddress.live().stream().filter(Pod::visible).map(Pod::fullName).min(naturalOrder());
    if (later.isPresent()) {
      return Decided.of(Verdict.UNKNOWN, Evidence.of(Code.POD_CAME_LATER, "pod", later.get()));
    }
    boolean podAddress = !podsAtAddress.isEmpty() || addressIndex.isInPodRange(address);
    if (!podAddress && addressIndex.knowsAllPodRanges()) {
      return Decided.of(Verdict.EXTERNAL, Evidence.of(Code.OUTSIDE_CLUSTER));
    }
    if (!start.isNotAfter(completeUntil)) {
      return Decided.unknown(Code.CLUSTER_NOT_CAUGHT_UP);
    }
    if (podAddress) {
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

  /**
   * Pods that the audit may not see are counted but not named: otherwise the one visible pod would
   * seem to be the only candidate.
   */
  private static AddressLookupResult severalPods(Stream<String> visibleNames, int podCount) {
    List<String> names = visibleNames.toList();
    if (names.isEmpty()) {
      return Decided.unknown(Code.NOT_VISIBLE);
    }
    List<String> candidates = new ArrayList<>(shortened(names.stream()));
    if (podCount > names.size()) {
      candidates.add((podCount - names.size()) + " that this audit may not see");
    }
    return Decided.of(
        Verdict.AMBIGUOUS, Evidence.of(Code.ADDRESS_IN_SEVERAL_PODS, "candidates", candidates));
  }

  private static List<String> shortened(Stream<String> names) {
    List<String> sorted = names.sorted().distinct().toList();
    if (sorted.size() <= MAX_LISTED_PODS) {
      return sorted;
    }
    List<String> listed = new ArrayList<>(sorted.subList(0, MAX_LISTED_PODS));
    listed.add((sorted.size() - MAX_LISTED_PODS) + " more");
    return listed;
  }

  private static String isoTime(long epochMicros) {
    return Instant.EPOCH
        .plus(epochMicros, ChronoUnit.MICROS)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }
}
