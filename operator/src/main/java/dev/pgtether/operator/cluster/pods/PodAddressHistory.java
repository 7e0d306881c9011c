package dev.pgtether.operator.cluster.pods;

import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
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
 * @param lastReportedMicros when it was last said to have them
 * @param addressLostMicros null while it has them; else it is not terminal, has none now, and
 *     surely had them until then
 * @param terminalMicros when it was first seen terminal; null before
 * @param lastLiveMicros it was surely not terminal then; null when it was never seen otherwise
 */
public record PodAddressHistory(
    PodRecord pod,
    Map<IpAddress, AddressAssignment> tenures,
    long lastReportedMicros,
    @Nullable Long addressLostMicros,
    @Nullable Long terminalMicros,
    @Nullable Long lastLiveMicros) {

  private static final long KUBELET_REPORT_LAG_MICROS =
      WatchFreshness.KUBELET_REPORT_LAG.toNanos() / 1_000;

  public PodAddressHistory {
    tenures = Map.copyOf(tenures);
  }

  /** Seen for the first time. */
  static PodAddressHistory firstSeen(PodRecord pod, Instant at) {
    long now = ProcessClocks.micros(at);
    Map<IpAddress, AddressAssignment> tenures = HashMap.newHashMap(2);
    for (IpAddress address : pod.addresses()) {
      tenures.put(address, newTenure(pod, now, createdMicros(pod)));
    }
    return new PodAddressHistory(pod, tenures, now, null, pod.terminal() ? now : null, null);
  }

  /**
   * Seen again.
   *
   * @param before the last sign of life of the feed before this one: nothing else was to be heard
   */
  PodAddressHistory updated(PodRecord pod, Instant at, Instant before) {
    long now = ProcessClocks.micros(at);
    long certainMicros = ProcessClocks.micros(before) - KUBELET_REPORT_LAG_MICROS;
    Long terminal =
        pod.terminal() ? Long.valueOf(terminalMicros == null ? now : terminalMicros) : null;
    Long lastLive =
        pod.terminal() && terminalMicros == null ? Long.valueOf(certainMicros) : lastLiveMicros;
    if (pod.addresses().isEmpty() && !tenures.isEmpty()) {
      // A sandbox died, or the kubelet does not know yet: the next word may bring the same address.
      Long addressLost =
          addressLostMicros == null
              ? Long.valueOf(lastReportedMicros - KUBELET_REPORT_LAG_MICROS)
              : addressLostMicros;
      return new PodAddressHistory(
          pod, tenures, lastReportedMicros, addressLost, terminal, lastLive);
    }
    Map<IpAddress, AddressAssignment> next = HashMap.newHashMap(2);
    for (IpAddress address : pod.addresses()) {
      AddressAssignment same = addressLostMicros == null ? tenures.get(address) : null;
      boolean moved = !tenures.isEmpty() && !tenures.containsKey(address);
      long notBefore = moved ? Math.max(createdMicros(pod), certainMicros) : createdMicros(pod);
      next.put(address, same == null ? newTenure(pod, now, notBefore) : same);
    }
    return new PodAddressHistory(pod, next, now, null, terminal, lastLive);
  }

  private static long createdMicros(PodRecord pod) {
    Instant created = pod.times().created();
    return created == null ? 0 : ProcessClocks.notBefore(created);
  }

  /** What runs now, or ran last in a pod that is over, does so under the addresses shown now. */
  private static AddressAssignment newTenure(PodRecord pod, long now, long notBefore) {
    Instant start = pod.terminal() ? pod.times().lastStart() : pod.times().runningSince();
    long since = start == null ? now : Math.min(now, ProcessClocks.notAfter(start));
    return new AddressAssignment(notBefore, Math.max(since, notBefore));
  }

  /**
   * It runs, or ran, under an address of which its kubelet has not told. A kubelet's last word is a
   * terminal phase, with all containers that it ever started; without any there was no process to
   * connect.
   */
  boolean mayHaveHadUnreportedAddress() {
    PodRecord.Times times = pod.times();
    boolean neverRan = pod.terminal() && times.runningSince() == null && times.lastStart() == null;
    return !pod.hostNetwork()
        && !pod.node().isEmpty()
        && (addressLostMicros != null || (tenures.isEmpty() && !neverRan));
  }

  /** Until when it surely had its addresses; null while nothing ends that. */
  @Nullable Long heldUntil() {
    PodRecord.Times times = pod.times();
    if (pod.terminal() && times.runningSince() != null) {
      // Its node has not said that its containers ended: the pod garbage collector, or whoever
      // evicts, sets the phase of a pod whose node is gone or cut off, where it may run on. Nothing
      // is sure of its end, so that no client of it is called gone.
      return createdMicros(pod);
    }
    Instant end = ProcessClocks.earlier(times.deletionRequested(), times.firstEnd());
    Long held = end == null ? null : Long.valueOf(ProcessClocks.notBefore(end));
    if (held == null && terminalMicros != null) {
      held = lastLiveMicros == null ? Long.valueOf(createdMicros(pod)) : lastLiveMicros;
    }
    if (addressLostMicros != null) {
      held = held == null ? addressLostMicros : Long.valueOf(Math.min(held, addressLostMicros));
    }
    return held;
  }

  /** When it was surely over; null while it is not terminal. */
  @Nullable Long finished() {
    if (terminalMicros == null) {
      return null;
    }
    Instant end = pod.times().lastEnd();
    return end == null
        ? terminalMicros
        : Long.valueOf(Math.min(terminalMicros, ProcessClocks.notAfter(end)));
  }

  /** Until when it surely had an address that it has lost without being deleted. */
  long heldUntilMoved() {
    long lastReported = lastReportedMicros - KUBELET_REPORT_LAG_MICROS;
    Long held = heldUntil();
    return held == null ? lastReported : Math.min(held, lastReported);
  }

  /**
   * As a fact.
   *
   * @param visible whether the tenant may know of a namespace's pods
   */
  Pod toFact(Workload workload, Predicate<String> visible) {
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
        pod.agentState(),
        pod.meshProxy());
  }
}
