package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Benchmark;
import dev.pgtether.testkit.bench.Effort;
import dev.pgtether.testkit.bench.Outcome;
import dev.pgtether.testkit.bench.Scene;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.ClusterProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/** One cluster for all that needs one; what goes wrong in one act is not the next one's fault. */
public final class ClusterScene implements Scene {

  private static final ClusterCapability[] NEEDED = {
    ClusterCapability.TWO_NODES,
    ClusterCapability.DATABASES,
    ClusterCapability.IMAGES,
    ClusterCapability.FAULTS
  };

  private final List<Act> acts =
      List.of(
          new StartAct(), new CrowdAct(), new ManyBackendsAct(), new LoadAct(), new ReconnectAct());

  @Override
  public List<Benchmark> benchmarks() {
    return acts.stream().flatMap(act -> act.benchmarks().stream()).toList();
  }

  @Override
  public Map<String, Outcome> measure(Set<String> selected, Effort effort) {
    Map<String, Outcome> outcomes = new HashMap<>();
    try (Cluster cluster = ClusterProvider.open(NEEDED);
        Ground ground = new Ground(cluster)) {
      for (Act act : acts) {
        Set<String> here =
            act.benchmarks().stream()
                .map(Benchmark::name)
                .filter(selected::contains)
                .collect(Collectors.toSet());
        if (!here.isEmpty()) {
          play(act, ground, here, effort, outcomes);
        }
      }
    }
    return outcomes;
  }

  private static void play(
      Act act, Ground ground, Set<String> names, Effort effort, Map<String, Outcome> outcomes) {
    try {
      outcomes.putAll(act.measure(ground, names, effort));
    } catch (TestAbortedException lacking) {
      Outcome skipped = new Outcome.Skipped(String.valueOf(lacking.getMessage()));
      names.forEach(name -> outcomes.put(name, skipped));
    } catch (Exception failed) {
      failed.printStackTrace();
      Outcome why = new Outcome.Failed(failed.toString());
      names.forEach(name -> outcomes.putIfAbsent(name, why));
    }
  }
}
