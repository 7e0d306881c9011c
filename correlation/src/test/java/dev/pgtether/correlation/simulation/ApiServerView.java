package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.correlation.fact.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the API server has told an operator: late, in whole seconds where it is so, on clocks that
 * differ, and nothing that was over before the operator started.
 */
final class ApiServerView {

  private static final long SECOND = 1_000_000;

  private final SimulatedCluster cluster;
  private final long operatorsClock;
  private final long nodesClock;
  private final long apiClock;
  private final long lag;
  private final long operatorStarted;
  private final boolean rangesKnown;

  ApiServerView(SimulatedCluster cluster, SeededRandom random) {
    this.cluster = cluster;
    operatorsClock =
        SimulatedNetwork.SERVER_CLOCK + random.between(-3_600 * SECOND, 3_600 * SECOND);
    nodesClock = operatorsClock + random.between(-10 * SECOND, 10 * SECOND);
    apiClock = operatorsClock + random.between(-10 * SECOND, 10 * SECOND);
    lag = random.logUniform(1_000, 300_000);
    operatorStarted = random.nextBoolean(0.7) ? 0 : random.logUniform(100 * SECOND, 2_000 * SECOND);
    rangesKnown = random.nextBoolean(0.5);
  }

  long onOperatorsClock(long moment) {
    return moment + operatorsClock;
  }

  ClusterSnapshot at(long moment) {
    boolean away = moment >= cluster.outageBegin && moment < cluster.outageEnd;
    long heard = Math.min(moment - lag, away ? cluster.outageBegin : Long.MAX_VALUE);
    boolean catchingUp =
        moment >= cluster.outageBegin
            && moment < cluster.outageEnd + ClusterSnapshot.KUBELET_REPORT_DELAY_MICROS;
    long restarted = Math.min(operatorStarted, heard);
    List<Pod> pods = new ArrayList<>();
    List<PodTombstone> tombstones = new ArrayList<>();
    long untold = restarted;
    for (int i = 0; i < cluster.pods.size(); i++) {
      PodTimeline life = cluster.pods.get(i);
      if (life.created() <= heard && heard < life.gone()) {
        pods.add(pod(i, life, heard, restarted));
      } else if (life.gone() <= heard
          && life.gone() > restarted
          && life.addressReported() < life.gone()) {
        tombstones.add(tombstone(i, life, restarted));
      }
      boolean neverTold = life.addressReported() >= Math.min(life.gone(), life.finished());
      if (neverTold && Math.min(life.gone(), life.finished()) <= heard) {
        untold = Math.max(untold, Math.min(life.gone(), life.finished()) + lag);
      }
    }
    return new ClusterSnapshot(
        pods,
        tombstones,
        List.of(
            new Node(
                "one",
                Set.of(SimulatedCluster.NODE),
                rangesKnown ? List.of(AddressRange.parse("10.42.0.0/24")) : List.of())),
        onOperatorsClock(untold),
        onOperatorsClock(Math.min(heard, catchingUp ? cluster.outageBegin : Long.MAX_VALUE)),
        Set.of(SimulatedCluster.AUDITOR.address()),
        new ClockReading(moment * 1_000, onOperatorsClock(moment)));
  }

  private Pod pod(int uid, PodTimeline life, long heard, long restarted) {
    boolean finished = life.finished() <= heard;
    return new Pod(
        String.valueOf(uid),
        life.visible() ? "shop" : "secret",
        life.name(),
        "one",
        life.addressReported() <= heard
            ? Map.of(life.address(), tenure(life, restarted))
            : Map.of(),
        false,
        finished || life.deletionRequested() <= heard ? heldUntil(life) : null,
        finished ? onOperatorsClock(life.finished() + lag) : null,
        life.visible(),
        new Workload("Pod", "shop", life.name()),
        Map.of(),
        life.hasAgent() ? Pod.AgentState.PRESENT : Pod.AgentState.NONE,
        null);
  }

  private PodTombstone tombstone(int uid, PodTimeline life, long restarted) {
    return new PodTombstone(
        String.valueOf(uid),
        life.visible() ? "shop" : "secret",
        life.name(),
        new Workload("Pod", "shop", life.name()),
        life.address(),
        tenure(life, restarted),
        heldUntil(life),
        onOperatorsClock(life.gone() + lag),
        life.visible());
  }

  private AddressAssignment tenure(PodTimeline life, long restarted) {
    long notBefore = seconds(life.created() + apiClock) - ClusterSnapshot.MAX_CLOCK_SKEW_MICROS;
    long seen = onOperatorsClock(Math.max(life.addressReported() + lag, restarted));
    long started =
        seconds(life.started() + nodesClock) + SECOND + ClusterSnapshot.MAX_CLOCK_SKEW_MICROS;
    return new AddressAssignment(notBefore, Math.max(notBefore, Math.min(seen, started)));
  }

  /** Its deletion was asked for, or its containers ended, by a foreign clock. */
  private @Nullable Long heldUntil(PodTimeline life) {
    boolean deleted = life.deletionRequested() != PodTimeline.NEVER;
    long told = deleted ? life.deletionRequested() + apiClock : life.ended() + nodesClock;
    return seconds(told) - ClusterSnapshot.MAX_CLOCK_SKEW_MICROS;
  }

  private static long seconds(long micros) {
    return Math.floorDiv(micros, SECOND) * SECOND;
  }
}
