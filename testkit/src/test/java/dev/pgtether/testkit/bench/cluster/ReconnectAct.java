package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Benchmark;
import dev.pgtether.testkit.bench.Effort;
import dev.pgtether.testkit.bench.Outcome;
import dev.pgtether.testkit.bench.Resources;
import dev.pgtether.testkit.bench.SideBySide;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import dev.pgtether.testkit.process.BoundedCommand;
import dev.pgtether.testkit.process.ConditionWait;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two replicas with all their agents; the one that leads is killed. */
final class ReconnectAct implements Act {

  private static final String FEW = "operator-reconnect-2k";
  private static final String MANY = "operator-reconnect";
  private static final int FEW_AGENTS = 2_000;
  private static final int MANY_AGENTS = 10_000;
  private static final double LIMIT_NANOS = 30e9;
  private static final Duration LEADS = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofMinutes(3);

  /** What 10,000 agents need; the chart's usual limit is for a tenth of them. */
  private static final List<String> VALUES =
      List.of("replicas=2", "resources={\"limits\":{\"memory\":\"1Gi\"}}");

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(FEW, "2,000 agents, leader killed: 99 % are back", "the limit, 30 s", 1),
        new Benchmark(MANY, "10,000 agents, leader killed: 99 % are back", "the limit, 30 s", 1));
  }

  @Override
  public Map<String, Outcome> measure(Ground ground, Set<String> selected, Effort effort)
      throws Exception {
    Map<String, Outcome> outcomes = new HashMap<>();
    if (selected.contains(FEW)) {
      outcomes.put(FEW, measure(ground, FEW_AGENTS, effort.fewRounds()));
    }
    if (selected.contains(MANY)) {
      outcomes.put(
          MANY,
          effort == Effort.QUICK
              ? new Outcome.Skipped("needs ten minutes: leave out --quick")
              : measure(ground, MANY_AGENTS, 1));
    }
    return outcomes;
  }

  private static Outcome measure(Ground ground, int agents, int rounds) throws Exception {
    Installation chart = ground.chart(VALUES);
    try (Resources resources = new Resources()) {
      TestNamespace testNamespace = resources.keep(chart.workspace("bench-reconnect"));
      resources.keep(
          SimulatedAgents.start(
              ground.cluster(), chart, testNamespace, SimulatedAgents.Plan.idle(agents)));
      double[] times = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        OperatorPod leader = leader(chart);
        SimulatedAgents.awaitHeld(leader, agents * 99 / 100);
        OperatorPod other = other(chart, leader);
        times[round] = killed(leader, other, agents);
      }
      return new Outcome.Measured(SideBySide.median(times), LIMIT_NANOS);
    }
  }

  /**
   * How long it takes, ns. Whoever leads then holds them: the killed replica's container is started
   * anew in its pod within a second, and finds that the Lease is still its own; after further kills
   * the kubelet waits longer than the Lease lasts, and the other replica leads.
   */
  private static double killed(OperatorPod leader, OperatorPod other, int agents)
      throws InterruptedException {
    long pid = leader.pid();
    long begin = System.nanoTime();
    BoundedCommand.of("kill", "-9", Long.toString(pid)).run();
    ConditionWait.atMost(LEADS)
        .until("process " + pid + " is gone", () -> ProcessHandle.of(pid).isEmpty());
    while (held(leader) + held(other) < agents * 0.99) {
      if (System.nanoTime() - begin > LONGEST.toNanos()) {
        throw new IllegalStateException(
            "after %s %.0f and %.0f of %d agents are back"
                .formatted(LONGEST, held(leader), held(other), agents));
      }
      Thread.sleep(250);
    }
    return System.nanoTime() - begin;
  }

  /** None while it does not answer or lead: agents that wait elsewhere cannot be asked. */
  private static double held(OperatorPod replica) {
    double held = SimulatedAgents.held(replica);
    return held > 0 && leads(replica) ? held : 0;
  }

  private static OperatorPod leader(Installation chart) {
    ConditionWait.atMost(LEADS)
        .until(
            "a replica leads",
            () -> chart.pods().stream().anyMatch(pod -> leads(new OperatorPod(pod))));
    return chart.pods().stream()
        .map(OperatorPod::new)
        .filter(ReconnectAct::leads)
        .findFirst()
        .orElseThrow();
  }

  private static OperatorPod other(Installation chart, OperatorPod leader) {
    OperatorPod other =
        chart.pods().stream()
            .map(OperatorPod::new)
            .filter(replica -> !replica.uid().equals(leader.uid()))
            .findFirst()
            .orElseThrow();
    ConditionWait.atMost(LEADS)
        .until("the other replica answers", () -> SimulatedAgents.held(other) >= 0);
    return other;
  }

  private static boolean leads(OperatorPod replica) {
    try {
      return replica.metric("pgtether_leader", "") == 1;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }
}
