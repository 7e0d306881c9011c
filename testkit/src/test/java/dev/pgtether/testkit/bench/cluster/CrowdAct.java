package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Benchmark;
import dev.pgtether.testkit.bench.Effort;
import dev.pgtether.testkit.bench.Outcome;
import dev.pgtether.testkit.bench.SideBySide;
import dev.pgtether.testkit.bench.Unit;
import dev.pgtether.testkit.postgres.PostgresServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Forty pods of clients with agents: asked about, and left alone. */
final class CrowdAct implements Act {

  private static final String APPLY = "operator-apply";
  private static final String FORTY = "operator-40-pods";
  private static final String RESIDENT = "sidecar-resident";
  private static final String PRIVATE = "sidecar-private";
  private static final String CPU = "sidecar-cpu";

  private static final int FEW_PODS = 20;
  private static final int PODS = 40;
  private static final int WARM = 20;
  private static final double APPLY_LIMIT_NANOS = 2e9;
  private static final double RESIDENT_LIMIT = 60e6;
  private static final double PRIVATE_LIMIT = 25e6;
  private static final double CPU_LIMIT = 0.002;
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** The image starts Java with a file of that name. */
  private static final String AGENT = "agent.args";

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(APPLY, "kubectl apply to first status, 20 pods", "the limit, 2 s", 1),
        new Benchmark(
            FORTY,
            "40 pods: audit-now to new status",
            "kubectl exec … ss -tnp (xargs -P 8), psql, joined",
            0.05),
        new Benchmark(RESIDENT, "agent: resident, held", "the limit, 60 MB", 1, Unit.BYTES),
        new Benchmark(PRIVATE, "agent: private, held", "the limit, 25 MB", 1, Unit.BYTES),
        new Benchmark(
            CPU, "agent: held for a minute", "the limit, 0.2 % of a core", 1, Unit.CORES));
  }

  @Override
  public Map<String, Outcome> measure(Ground ground, Set<String> selected, Effort effort)
      throws Exception {
    Map<String, Outcome> outcomes = new HashMap<>();
    try (Crowd crowd = Crowd.open(ground)) {
      crowd.grow(FEW_PODS);
      if (selected.contains(APPLY)) {
        outcomes.put(APPLY, apply(ground, crowd, effort));
      }
      if (selected.contains(FORTY)) {
        crowd.grow(PODS - FEW_PODS);
        outcomes.put(FORTY, forty(ground, crowd, effort));
      }
      if (selected.contains(RESIDENT) || selected.contains(PRIVATE) || selected.contains(CPU)) {
        outcomes.putAll(idle(crowd));
      }
    }
    return outcomes;
  }

  private static Outcome apply(Ground ground, Crowd crowd, Effort effort) throws Exception {
    TimedAudit.warmUp(ground.cluster(), crowd.namespace(), crowd.host(), crowd.port(), WARM);
    Path manifest = Files.createTempFile("pgtether-audit", ".yaml");
    int[] round = {0};
    try {
      return SideBySide.measureFew(
          effort,
          () -> {
            String name = "applied-" + round[0]++;
            try (TimedAudit audit = new TimedAudit(ground.cluster(), crowd.namespace(), name)) {
              Files.writeString(manifest, audit.yaml(crowd.host(), crowd.port()));
              return audit.awaitStatus(
                  TimedAudit::isReady,
                  () -> ground.cluster().kubectl().run("apply", "-f", manifest.toString()));
            }
          },
          () -> APPLY_LIMIT_NANOS);
    } finally {
      Files.delete(manifest);
    }
  }

  /** A session more or less each time: a status that says nothing new is not written at once. */
  private static Outcome forty(Ground ground, Crowd crowd, Effort effort) throws Exception {
    ByHand script =
        new ByHand(
            ground.cluster().kubectl().kubeconfig(),
            crowd.namespace(),
            ground.cluster().machineAddress(),
            crowd.server().port());
    TimedAudit.warmUp(ground.cluster(), crowd.namespace(), crowd.host(), crowd.port(), WARM);
    try (TimedAudit audit = new TimedAudit(ground.cluster(), crowd.namespace(), "forty")) {
      audit.create(crowd.host(), crowd.port());
      boolean[] more = {false};
      return SideBySide.measureFew(
          effort,
          () -> {
            audit.pause();
            more[0] = !more[0];
            if (more[0]) {
              try (Connection _ = another(ground, crowd)) {
                return asked(audit, crowd.connections() + 1);
              }
            }
            return asked(audit, crowd.connections());
          },
          () -> {
            long begin = System.nanoTime();
            script.run(crowd.connections());
            return System.nanoTime() - begin;
          });
    }
  }

  private static double asked(TimedAudit audit, int backends) throws Exception {
    return audit.awaitStatus(
        status -> status.path("summary").path("backends").asInt() == backends, audit::annotate);
  }

  private static Connection another(Ground ground, Crowd crowd) throws Exception {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                ground.cluster().machineAddress(), crowd.server().port(), PostgresServer.DATABASE),
        PostgresServer.USER,
        PostgresServer.PASSWORD);
  }

  /** No audit is there any more: the agents are held, and nobody asks them. */
  private static Map<String, Outcome> idle(Crowd crowd) throws InterruptedException {
    List<Long> agents = crowd.pods().stream().map(CrowdAct::agent).toList();
    List<ProcessFigures> before = agents.stream().map(ProcessFigures::of).toList();
    long begin = System.nanoTime();
    Thread.sleep(IDLE);
    List<ProcessFigures> after = agents.stream().map(ProcessFigures::of).toList();
    double nanos = System.nanoTime() - begin;
    double[] cores = new double[agents.size()];
    for (int i = 0; i < cores.length; i++) {
      cores[i] = (after.get(i).cpuNanos() - before.get(i).cpuNanos()) / nanos;
    }
    return Map.of(
        RESIDENT,
        new Outcome.Measured(median(after, ProcessFigures::residentBytes), RESIDENT_LIMIT),
        PRIVATE,
        new Outcome.Measured(median(after, ProcessFigures::privateBytes), PRIVATE_LIMIT),
        CPU,
        new Outcome.Measured(SideBySide.median(cores), CPU_LIMIT));
  }

  private static long agent(Pod pod) {
    return PodProcess.of(pod, AGENT);
  }

  private static double median(List<ProcessFigures> all, ToDoubleFunction<ProcessFigures> figure) {
    return SideBySide.median(all.stream().mapToDouble(figure).toArray());
  }
}
