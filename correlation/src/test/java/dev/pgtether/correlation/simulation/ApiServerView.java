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
 * What an operator knows of a simulated cluster. It knows it late, some times in whole seconds
 * only, on clocks that differ, and nothing that ended before the operator started.
 */
final class ApiServerView {

  private static final long SECOND = 1_000_000;

  private final SimulatedCluster cluster;
  private final long operatorClock;
  private final long nodeClock;
  private final long apiClock;
  private final long lag;
  private final long operatorStarted;
  private final boolean rangesKnown;

  ApiServerView(SimulatedCluster cluster, SeededRandom random) {
    this.cluster = cluster;
    operatorClock = SimulatedNetwork.SERVER_CLOCK + random.between(-3_600 * SECOND, 3_600 * SECOND);
    nodeClock = operatorClock + random.between(-10 * SECOND, 10 * SECOND);
    apiClock = operatorClock + random.between(-10 * SECOND, 10 * SECOND);
    lag = random.logUniform(1_000, 300_000);
    operatorStarted = random.nextBoolean(0.7) ? 0 : random.logUniform(100 * SECOND, 2_000 * SECOND);
    rangesKnown = random.nextBoolean(0.5);
  }

  long onOperatorClock(long moment) {
    return moment + operatorClock;
  }

  ClusterSnapshot at(long moment) {
    boolean apiServerAway = moment >= cluster.outageBegin && moment < cluster.outageEnd;
    long knownUntil = Math.min(moment - lag, apiServerAway ? cluster.outageBegin : Long.MAX_VALUE);
    boolean catchingUp =
        moment >= cluster.outageBegin
            && moment < cluster.outageEnd + ClusterSnapshot.KUBELET_REPORT_DELAY_MICROS;
    long knownSince = Math.min(operatorStarted, knownUntil);
    List<Pod> pods = new ArrayList<>();
    List<PodTombstone> tombstones = new ArrayList<>();
    long completeFrom = knownSince;
    for (int i = 0; i < cluster.pods.size(); i++) {
      PodTimeline timeline = cluster.pods.get(i);
      if (timeline.created() <= knownUntil && knownUntil < timeline.gone()) {
        pods.add(pod(i, timeline, knownUntil, knownSince));
      } else if (timeline.gone() <= knownUntil
          && timeline.gone() > knownSince
          && timeline.addressReported() < timeline.gone()) {
        tombstones.add(tombstone(i, timeline, knownSince));
      }
      boolean neverReported =
          timeline.addressReported() >= Math.min(timeline.gone(), timeline.finished());
      if (neverReported && Math.min(timeline.gone(), timeline.finished()) <= knownUntil) {
        completeFrom = Math.max(completeFrom, Math.min(timeline.gone(), timeline.finished()) + lag);
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
        onOperatorClock(completeFrom),
        onOperatorClock(Math.min(knownUntil, catchingUp ? cluster.outageBegin : Long.MAX_VALUE)),
        Set.of(SimulatedCluster.AUDITOR.address()),
        new ClockReading(moment * 1_000, onOperatorClock(moment)));
  }

  private Pod pod(int uid, PodTimeline timeline, long knownUntil, long knownSince) {
    boolean finished = timeline.finished() <= knownUntil;
    return new Pod(
        String.valueOf(uid),
        timeline.visible() ? "shop" : "secret",
        timeline.name(),
        "one",
        timeline.addressReported() <= knownUntil
            ? Map.of(timeline.address(), assignment(timeline, knownSince))
            : Map.of(),
        false,
        finished || timeline.deletionRequested() <= knownUntil ? heldUntil(timeline) : null,
        finished ? onOperatorClock(timeline.finished() + lag) : null,
        timeline.visible(),
        new Workload("Pod", "shop", timeline.name()),
        Map.of(),
        timeline.hasAgent() ? Pod.AgentState.PRESENT : Pod.AgentState.NONE,
        null);
  }

  private PodTombstone tombstone(int uid, PodTimeline timeline, long knownSince) {
    return new PodTombstone(
        String.valueOf(uid),
        timeline.visible() ? "shop" : "secret",
        timeline.name(),
        new Workload("Pod", "shop", timeline.name()),
        timeline.address(),
        assignment(timeline, knownSince),
        heldUntil(timeline),
        onOperatorClock(timeline.gone() + lag),
        timeline.visible());
  }

  private AddressAssignment assignment(PodTimeline timeline, long knownSince) {
    long notBefore = seconds(timeline.created() + apiClock) - ClusterSnapshot.MAX_CLOCK_SKEW_MICROS;
    long seen = onOperatorClock(Math.max(timeline.addressReported() + lag, knownSince));
    long started =
        seconds(timeline.started() + nodeClock) + SECOND + ClusterSnapshot.MAX_CLOCK_SKEW_MICROS;
    return new AddressAssignment(notBefore, Math.max(notBefore, Math.min(seen, started)));
  }

  /**
   * {@link Pod#heldUntilMicros}: when its deletion was requested or its containers ended, read from
   * the clock of the API server or of a node.
   */
  private @Nullable Long heldUntil(PodTimeline timeline) {
    boolean deleted = timeline.deletionRequested() != PodTimeline.NEVER;
    long reported =
        deleted ? timeline.deletionRequested() + apiClock : timeline.ended() + nodeClock;
    return seconds(reported) - ClusterSnapshot.MAX_CLOCK_SKEW_MICROS;
  }

  private static long seconds(long micros) {
    return Math.floorDiv(micros, SECOND) * SECOND;
  }
}
