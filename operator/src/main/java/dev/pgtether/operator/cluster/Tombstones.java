package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Tombstone;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/** Who had an address and has it no more: bounded, the oldest are forgotten first. */
final class Tombstones {

  /**
   * A backend outlives its client by what the server's TCP keepalive allows, two hours and eleven
   * minutes as Linux comes; without keepalive for days.
   */
  static final Duration LONGEST = Duration.ofDays(7);

  private final int most;
  private final Map<IpAddress, List<Tombstone>> byAddress = new HashMap<>();
  private final Queue<Tombstone> byAge = new ArrayDeque<>();
  private long forgottenUntil = Long.MIN_VALUE;

  /**
   * @param most how many are kept, about 1 KB each
   */
  Tombstones(int most) {
    this.most = most;
  }

  void add(Tombstone tombstone) {
    byAddress.computeIfAbsent(tombstone.address(), any -> new ArrayList<>(1)).add(tombstone);
    byAge.add(tombstone);
    forget(tombstone.goneMicros());
  }

  /** In the order in which they came; {@code visible} is false in all. */
  List<Tombstone> of(IpAddress address) {
    return byAddress.getOrDefault(address, List.of());
  }

  /** The same, as a tenant sees it. */
  static Tombstone seenBy(Predicate<String> visible, Tombstone tombstone) {
    return new Tombstone(
        tombstone.uid(),
        tombstone.namespace(),
        tombstone.name(),
        tombstone.workload(),
        tombstone.address(),
        tombstone.tenure(),
        tombstone.heldUntilMicros(),
        tombstone.goneMicros(),
        visible.test(tombstone.namespace()));
  }

  /**
   * A pod is over that may have had an address of which nobody told: its kubelet was late, and the
   * pod short-lived. Any address may have been its own.
   *
   * @param goneMicros when it surely had none any more, µs since the epoch
   */
  void addUntold(long goneMicros) {
    forgottenUntil = Math.max(forgottenUntil, goneMicros);
  }

  /**
   * Whoever lost an address before may have been forgotten, or never been known, µs since the
   * epoch.
   */
  long forgottenUntil() {
    return forgottenUntil;
  }

  private void forget(long now) {
    long oldest = now - LONGEST.toNanos() / 1_000;
    while (!byAge.isEmpty() && (byAge.size() > most || byAge.element().goneMicros() < oldest)) {
      Tombstone forgotten = byAge.remove();
      forgottenUntil = Math.max(forgottenUntil, forgotten.goneMicros());
      byAddress.computeIfPresent(
          forgotten.address(),
          (address, list) -> {
            list.remove(forgotten);
            return list.isEmpty() ? null : list;
          });
    }
  }
}
