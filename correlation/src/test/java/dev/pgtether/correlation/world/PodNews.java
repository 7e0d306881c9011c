package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Tenure;
import dev.pgtether.correlation.fact.Tombstone;
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
final class PodNews {

  private static final long SECOND = 1_000_000;

  private final PodWorld world;
  private final long operatorsClock;
  private final long nodesClock;
  private final long apiClock;
  private final long lag;
  private final long operatorStarted;
  private final boolean rangesKnown;

  PodNews(PodWorld world, Chance chance) {
    this.world = world;
    operatorsClock = World.SERVER_CLOCK + chance.between(-3_600 * SECOND, 3_600 * SECOND);
    nodesClock = operatorsClock + chance.between(-10 * SECOND, 10 * SECOND);
    apiClock = operatorsClock + chance.between(-10 * SECOND, 10 * SECOND);
    lag = chance.spread(1_000, 300_000);
    operatorStarted = chance.hits(0.7) ? 0 : chance.spread(100 * SECOND, 2_000 * SECOND);
    rangesKnown = chance.hits(0.5);
  }

  long onOperatorsClock(long moment) {
    return moment + operatorsClock;
  }

  Cluster at(long moment) {
    boolean away = moment >= world.outageBegin && moment < world.outageEnd;
    long heard = Math.min(moment - lag, away ? world.outageBegin : Long.MAX_VALUE);
    boolean catchingUp =
        moment >= world.outageBegin && moment < world.outageEnd + Cluster.TELLING_MICROS;
    long restarted = Math.min(operatorStarted, heard);
    List<Pod> pods = new ArrayList<>();
    List<Tombstone> tombstones = new ArrayList<>();
    long untold = restarted;
    for (int i = 0; i < world.pods.size(); i++) {
      PodLife life = world.pods.get(i);
      if (life.created() <= heard && heard < life.gone()) {
        pods.add(pod(i, life, heard, restarted));
      } else if (life.gone() <= heard && life.gone() > restarted && life.posted() < life.gone()) {
        tombstones.add(tombstone(i, life, restarted));
      }
      boolean neverTold = life.posted() >= Math.min(life.gone(), life.finished());
      if (neverTold && Math.min(life.gone(), life.finished()) <= heard) {
        untold = Math.max(untold, Math.min(life.gone(), life.finished()) + lag);
      }
    }
    return new Cluster(
        pods,
        tombstones,
        List.of(
            new Node(
                "one",
                Set.of(PodWorld.NODE),
                rangesKnown ? List.of(AddressRange.parse("10.42.0.0/24")) : List.of())),
        onOperatorsClock(untold),
        onOperatorsClock(Math.min(heard, catchingUp ? world.outageBegin : Long.MAX_VALUE)),
        Set.of(PodWorld.AUDITOR.address()),
        new ClockReading(moment * 1_000, onOperatorsClock(moment)));
  }

  private Pod pod(int uid, PodLife life, long heard, long restarted) {
    boolean finished = life.finished() <= heard;
    return new Pod(
        String.valueOf(uid),
        life.visible() ? "shop" : "secret",
        life.name(),
        "one",
        life.posted() <= heard ? Map.of(life.address(), tenure(life, restarted)) : Map.of(),
        false,
        finished || life.asked() <= heard ? heldUntil(life) : null,
        finished ? onOperatorsClock(life.finished() + lag) : null,
        life.visible(),
        new Workload("Pod", "shop", life.name()),
        Map.of(),
        life.hasAgent() ? Pod.Agent.THERE : Pod.Agent.NONE,
        null);
  }

  private Tombstone tombstone(int uid, PodLife life, long restarted) {
    return new Tombstone(
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

  private Tenure tenure(PodLife life, long restarted) {
    long notBefore = seconds(life.created() + apiClock) - Cluster.FOREIGN_CLOCK_MICROS;
    long seen = onOperatorsClock(Math.max(life.posted() + lag, restarted));
    long started = seconds(life.started() + nodesClock) + SECOND + Cluster.FOREIGN_CLOCK_MICROS;
    return new Tenure(notBefore, Math.max(notBefore, Math.min(seen, started)));
  }

  /** Its deletion was asked for, or its containers ended, by a foreign clock. */
  private @Nullable Long heldUntil(PodLife life) {
    boolean deleted = life.asked() != PodLife.NEVER;
    long told = deleted ? life.asked() + apiClock : life.ended() + nodesClock;
    return seconds(told) - Cluster.FOREIGN_CLOCK_MICROS;
  }

  private static long seconds(long micros) {
    return Math.floorDiv(micros, SECOND) * SECOND;
  }
}
