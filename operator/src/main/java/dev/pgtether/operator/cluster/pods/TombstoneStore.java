package dev.pgtether.operator.cluster.pods;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.PodTombstone;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/** Who had an address and has it no more: bounded, the oldest are forgotten first. */
public final class TombstoneStore {

  /**
   * A backend outlives its client by what the server's TCP keepalive allows, two hours and eleven
   * minutes as Linux comes; without keepalive for days.
   */
  static final Duration MAX_AGE = Duration.ofDays(7);

  private final int capacity;
  private final Map<IpAddress, List<PodTombstone>> byAddress = new HashMap<>();
  private final Queue<PodTombstone> byAge = new ArrayDeque<>();
  private long incompleteUntil = Long.MIN_VALUE;

  /**
   * @param capacity how many are kept, about 1 KB each
   */
  public TombstoneStore(int capacity) {
    this.capacity = capacity;
  }

  void add(PodTombstone podTombstone) {
    byAddress.computeIfAbsent(podTombstone.address(), any -> new ArrayList<>(1)).add(podTombstone);
    byAge.add(podTombstone);
    evict(podTombstone.goneMicros());
  }

  /** In the order in which they came; {@code visible} is false in all. */
  List<PodTombstone> of(IpAddress address) {
    return byAddress.getOrDefault(address, List.of());
  }

  /** The same, as a tenant sees it. */
  static PodTombstone withVisibility(Predicate<String> visible, PodTombstone podTombstone) {
    return new PodTombstone(
        podTombstone.uid(),
        podTombstone.namespace(),
        podTombstone.name(),
        podTombstone.workload(),
        podTombstone.address(),
        podTombstone.assignment(),
        podTombstone.heldUntilMicros(),
        podTombstone.goneMicros(),
        visible.test(podTombstone.namespace()));
  }

  /**
   * A pod is over that may have had an address of which nobody told: its kubelet was late, and the
   * pod short-lived. Any address may have been its own.
   *
   * @param goneMicros when it surely had none any more, µs since the epoch
   */
  void addUnreportedAddress(long goneMicros) {
    incompleteUntil = Math.max(incompleteUntil, goneMicros);
  }

  /**
   * Whoever lost an address before may have been forgotten, or never been known, µs since the
   * epoch.
   */
  long incompleteUntil() {
    return incompleteUntil;
  }

  private void evict(long now) {
    long oldest = now - MAX_AGE.toNanos() / 1_000;
    while (!byAge.isEmpty() && (byAge.size() > capacity || byAge.element().goneMicros() < oldest)) {
      PodTombstone evicted = byAge.remove();
      incompleteUntil = Math.max(incompleteUntil, evicted.goneMicros());
      byAddress.computeIfPresent(
          evicted.address(),
          (address, list) -> {
            list.remove(evicted);
            return list.isEmpty() ? null : list;
          });
    }
  }
}
