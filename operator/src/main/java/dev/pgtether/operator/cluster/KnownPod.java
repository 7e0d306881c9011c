package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Tenure;
import dev.pgtether.correlation.fact.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pod with what its history says of its addresses. All times µs since the epoch on the operator's
 * clock.
 *
 * @param tenures the addresses that it has, or had last
 * @param shownMicros when it was last said to have them
 * @param lostMicros null while it has them; else it is not terminal, has none now, and surely had
 *     them until then
 * @param overMicros when it was first seen terminal; null before
 * @param aliveMicros it was surely not terminal then; null when it was never seen otherwise
 */
record KnownPod(
    PodRecord pod,
    Map<IpAddress, Tenure> tenures,
    long shownMicros,
    @Nullable Long lostMicros,
    @Nullable Long overMicros,
    @Nullable Long aliveMicros) {

  private static final long HEARSAY_MICROS = Hearing.HEARSAY.toNanos() / 1_000;

  KnownPod {
    tenures = Map.copyOf(tenures);
  }

  /** Seen for the first time. */
  static KnownPod first(PodRecord pod, Instant at) {
    long now = TwoClocks.micros(at);
    Map<IpAddress, Tenure> tenures = HashMap.newHashMap(2);
    for (IpAddress address : pod.addresses()) {
      tenures.put(address, fresh(pod, now, born(pod)));
    }
    return new KnownPod(pod, tenures, now, null, pod.terminal() ? now : null, null);
  }

  /**
   * Seen again.
   *
   * @param before the last sign of life of the feed before this one: nothing else was to be heard
   */
  KnownPod next(PodRecord pod, Instant at, Instant before) {
    long now = TwoClocks.micros(at);
    long surely = TwoClocks.micros(before) - HEARSAY_MICROS;
    Long over = pod.terminal() ? Long.valueOf(overMicros == null ? now : overMicros) : null;
    Long alive = pod.terminal() && overMicros == null ? Long.valueOf(surely) : aliveMicros;
    if (pod.addresses().isEmpty() && !tenures.isEmpty()) {
      // A sandbox died, or the kubelet does not know yet: the next word may bring the same address.
      Long lost = lostMicros == null ? Long.valueOf(shownMicros - HEARSAY_MICROS) : lostMicros;
      return new KnownPod(pod, tenures, shownMicros, lost, over, alive);
    }
    Map<IpAddress, Tenure> next = HashMap.newHashMap(2);
    for (IpAddress address : pod.addresses()) {
      Tenure same = lostMicros == null ? tenures.get(address) : null;
      boolean moved = !tenures.isEmpty() && !tenures.containsKey(address);
      long notBefore = moved ? Math.max(born(pod), surely) : born(pod);
      next.put(address, same == null ? fresh(pod, now, notBefore) : same);
    }
    return new KnownPod(pod, next, now, null, over, alive);
  }

  private static long born(PodRecord pod) {
    Instant created = pod.times().created();
    return created == null ? 0 : TwoClocks.notBefore(created);
  }

  /** What runs now, or ran last in a pod that is over, does so under the addresses shown now. */
  private static Tenure fresh(PodRecord pod, long now, long notBefore) {
    Instant start = pod.terminal() ? pod.times().lastStart() : pod.times().runs();
    long since = start == null ? now : Math.min(now, TwoClocks.notAfter(start));
    return new Tenure(notBefore, Math.max(since, notBefore));
  }

  /**
   * It runs, or ran, under an address of which its kubelet has not told. A kubelet's last word is a
   * terminal phase, with all containers that it ever started; without any there was no process to
   * connect.
   */
  boolean mayHaveHadAnyAddress() {
    PodRecord.Times times = pod.times();
    boolean neverRan = pod.terminal() && times.runs() == null && times.lastStart() == null;
    return !pod.hostNetwork()
        && !pod.node().isEmpty()
        && (lostMicros != null || (tenures.isEmpty() && !neverRan));
  }

  /** Until when it surely had its addresses; null while nothing ends that. */
  @Nullable Long heldUntil() {
    PodRecord.Times times = pod.times();
    if (pod.terminal() && times.runs() != null) {
      // Its node has not said that its containers ended: the pod garbage collector, or whoever
      // evicts, sets the phase of a pod whose node is gone or cut off, where it may run on. Nothing
      // is sure of its end, so that no client of it is called gone.
      return born(pod);
    }
    Instant end = TwoClocks.earlier(times.deletionAsked(), times.firstEnd());
    Long held = end == null ? null : Long.valueOf(TwoClocks.notBefore(end));
    if (held == null && overMicros != null) {
      held = aliveMicros == null ? Long.valueOf(born(pod)) : aliveMicros;
    }
    if (lostMicros != null) {
      held = held == null ? lostMicros : Long.valueOf(Math.min(held, lostMicros));
    }
    return held;
  }

  /** When it was surely over; null while it is not terminal. */
  @Nullable Long finished() {
    if (overMicros == null) {
      return null;
    }
    Instant end = pod.times().lastEnd();
    return end == null ? overMicros : Long.valueOf(Math.min(overMicros, TwoClocks.notAfter(end)));
  }

  /** Until when it surely had an address that it has lost without being deleted. */
  long heldUntilItMoved() {
    long shown = shownMicros - HEARSAY_MICROS;
    Long held = heldUntil();
    return held == null ? shown : Math.min(held, shown);
  }

  /**
   * As a fact.
   *
   * @param visible whether the tenant may know of a namespace's pods
   */
  Pod fact(Workload workload, Predicate<String> visible) {
    return new Pod(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.node(),
        tenures,
        pod.hostNetwork(),
        heldUntil(),
        finished(),
        visible.test(pod.namespace()),
        workload,
        pod.containers(),
        pod.agent(),
        pod.meshProxy());
  }
}
