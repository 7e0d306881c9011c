package dev.pgtether.correlation.pairing;

import static java.util.Comparator.naturalOrder;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Tenure;
import dev.pgtether.correlation.fact.Tombstone;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.StartTimes.Moment;
import dev.pgtether.correlation.pairing.Whereabouts.InPod;
import dev.pgtether.correlation.pairing.Whereabouts.Settled;
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
final class Residents {

  /** As many candidates are listed; more are a count. */
  private static final int LISTED = 10;

  private final AddressBook book;
  private final StartTimes times;
  private final long knownFrom;
  private final long knownUntil;

  Residents(AddressBook book, Cluster cluster, StartTimes times) {
    this.book = book;
    this.times = times;
    this.knownFrom = cluster.knownFromMicros();
    this.knownUntil = cluster.knownUntilMicros() - Cluster.TELLING_MICROS;
  }

  /**
   * Where {@code address}, which is no loopback or link-local one, led when {@code backend} began.
   */
  Whereabouts of(Backend backend, IpAddress address) {
    if (book.isOfOtherNetwork()) {
      return Settled.unknown(Code.OTHER_NETWORK);
    }
    Node node = book.nodeAt(address);
    if (node != null) {
      return atNode(node);
    }
    Moment start = times.of(backend);
    AddressBook.Entry entry = book.at(address);
    List<Pod> possible =
        entry.live().stream().filter(pod -> canHaveHad(tenure(pod, address), start)).toList();
    return switch (possible.size()) {
      case 0 -> formerly(backend, address, entry, start);
      case 1 -> inPod(possible.getFirst(), address, entry, start);
      default ->
          several(possible.stream().filter(Pod::visible).map(Pod::fullName), possible.size());
    };
  }

  private static Tenure tenure(Pod pod, IpAddress address) {
    Tenure tenure = pod.addresses().get(address);
    if (tenure == null) {
      throw new IllegalStateException(pod.uid() + " is entered under an address not its own");
    }
    return tenure;
  }

  private static boolean canHaveHad(Tenure tenure, Moment start) {
    return start.latest() >= tenure.notBeforeMicros();
  }

  private static boolean canHaveHad(Tombstone gone, Moment start) {
    return canHaveHad(gone.tenure(), start) && start.earliest() <= gone.goneMicros();
  }

  private Whereabouts inPod(Pod pod, IpAddress address, AddressBook.Entry entry, Moment start) {
    if (!pod.visible()) {
      return Settled.unknown(Code.NOT_VISIBLE);
    }
    if (!start.isUntil(knownUntil)) {
      return new InPod(pod, Evidence.of(Code.CLUSTER_NOT_CAUGHT_UP));
    }
    Long heldUntil = pod.heldUntilMicros();
    boolean stillHeld = heldUntil == null || start.isUntil(heldUntil);
    boolean certain =
        stillHeld && (start.isSince(tenure(pod, address).sinceMicros()) || isOnly(entry, start));
    return new InPod(
        pod, certain ? null : Evidence.of(Code.ADDRESS_CHANGING_HANDS, "pod", pod.fullName()));
  }

  /**
   * Nobody but the one live pod can have had the address: a pod may connect before its kubelet has
   * told anybody of its address, and then its own first connections would be older than the
   * address.
   */
  private boolean isOnly(AddressBook.Entry entry, Moment start) {
    return start.isSince(knownFrom)
        && entry.gone().stream().noneMatch(gone -> canHaveHad(gone, start));
  }

  /** No pod that has the address now can have had it then. */
  private Whereabouts formerly(
      Backend backend, IpAddress address, AddressBook.Entry entry, Moment start) {
    List<Tombstone> possible =
        entry.gone().stream().filter(gone -> canHaveHad(gone, start)).toList();
    if (possible.isEmpty()) {
      return nobody(address, entry, start);
    }
    if (possible.size() > 1) {
      return several(
          possible.stream().filter(Tombstone::visible).map(Tombstone::fullName), possible.size());
    }
    Tombstone gone = possible.getFirst();
    if (!gone.visible()) {
      return Settled.unknown(Code.NOT_VISIBLE);
    }
    boolean had = start.isSince(gone.tenure().sinceMicros()) || nobodyElseHad(start);
    if (!had || !start.isUntil(gone.heldUntilMicros())) {
      return Settled.of(
          Verdict.UNKNOWN, Evidence.of(Code.ADDRESS_CHANGING_HANDS, "pod", gone.fullName()));
    }
    Map<String, Object> values = Map.of("pod", gone.fullName(), "gone", text(gone.goneMicros()));
    if (gone.goneMicros() > times.operatorsBeforeReading()) {
      return Settled.of(Verdict.UNKNOWN, Evidence.of(Code.POD_GOING, "pod", gone.fullName()));
    }
    return hasBegunQuerySince(backend, gone.goneMicros())
        ? Settled.of(Verdict.UNKNOWN, new Evidence(Code.QUERY_SINCE_POD_GONE, values))
        : new Settled(
            Verdict.GHOST, List.of(new Evidence(Code.POD_GONE, values)), new Client.Gone(gone));
  }

  /**
   * All that had an address then are known, so that the one pod that can have had it did, though
   * its kubelet told of it later.
   */
  private boolean nobodyElseHad(Moment start) {
    return start.isSince(knownFrom) && start.isUntil(knownUntil);
  }

  /** Somebody may still be speaking, whatever was said of the pod. */
  private boolean hasBegunQuerySince(Backend backend, long gone) {
    Long query = backend.queryStartMicros();
    return query != null && !times.of(backend, query).isUntil(gone);
  }

  private Whereabouts nobody(IpAddress address, AddressBook.Entry entry, Moment start) {
    Optional<String> later =
        entry.live().stream().filter(Pod::visible).map(Pod::fullName).min(naturalOrder());
    if (later.isPresent()) {
      return Settled.of(Verdict.UNKNOWN, Evidence.of(Code.POD_CAME_LATER, "pod", later.get()));
    }
    boolean ofPods = !entry.isEmpty() || book.isInPodRange(address);
    if (!ofPods && book.knowsAllPodRanges()) {
      return Settled.of(Verdict.EXTERNAL, Evidence.of(Code.OUTSIDE_CLUSTER));
    }
    if (!start.isUntil(knownUntil)) {
      return Settled.unknown(Code.CLUSTER_NOT_CAUGHT_UP);
    }
    if (ofPods) {
      return Settled.unknown(Code.NO_POD);
    }
    return start.isSince(knownFrom)
        ? Settled.of(Verdict.EXTERNAL, Evidence.of(Code.OUTSIDE_CLUSTER))
        : Settled.unknown(Code.CLUSTER_NOT_KNOWN_THEN);
  }

  private Whereabouts atNode(Node node) {
    Stream<String> pods = book.hostPodsOf(node).stream().filter(Pod::visible).map(Pod::fullName);
    return Settled.of(
        Verdict.AMBIGUOUS,
        new Evidence(Code.NODE_ADDRESS, Map.of("node", node.name(), "candidates", listed(pods))));
  }

  /** Who may not be named is counted, so that the one who may does not seem to be the only one. */
  private static Whereabouts several(Stream<String> visible, int all) {
    List<String> names = visible.toList();
    if (names.isEmpty()) {
      return Settled.unknown(Code.NOT_VISIBLE);
    }
    List<String> candidates = new ArrayList<>(listed(names.stream()));
    if (all > names.size()) {
      candidates.add((all - names.size()) + " that this audit may not see");
    }
    return Settled.of(
        Verdict.AMBIGUOUS, Evidence.of(Code.ADDRESS_IN_SEVERAL_PODS, "candidates", candidates));
  }

  private static List<String> listed(Stream<String> names) {
    List<String> sorted = names.sorted().distinct().toList();
    if (sorted.size() <= LISTED) {
      return sorted;
    }
    List<String> some = new ArrayList<>(sorted.subList(0, LISTED));
    some.add((sorted.size() - LISTED) + " more");
    return some;
  }

  private static String text(long epochMicros) {
    return Instant.EPOCH
        .plus(epochMicros, ChronoUnit.MICROS)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }
}
