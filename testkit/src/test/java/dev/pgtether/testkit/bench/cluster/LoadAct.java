package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Benchmark;
import dev.pgtether.testkit.bench.Effort;
import dev.pgtether.testkit.bench.Outcome;
import dev.pgtether.testkit.bench.Resources;
import dev.pgtether.testkit.bench.SideBySide;
import dev.pgtether.testkit.bench.Unit;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A hundred audits, each of which asks twenty of a thousand agents. */
final class LoadAct implements Act {

  private static final String LOAD = "operator-load";
  private static final int AUDITS = 100;
  private static final int AGENTS = 1_000;
  private static final int ASKED = 20;
  private static final double LIMIT = 320e6;
  private static final int SAMPLES = 7;
  private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(5);
  private static final Duration AUDITED = Duration.ofMinutes(3);

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(
            LOAD,
            "operator: resident, 100 audits, 1,000 agents",
            "the limit, 320 MB",
            1,
            Unit.BYTES));
  }

  @Override
  public Map<String, Outcome> measure(Ground ground, Set<String> selected, Effort effort)
      throws Exception {
    Cluster cluster = ground.cluster();
    try (Resources resources = new Resources()) {
      TestNamespace testNamespace = resources.keep(ground.chart().workspace("bench-load"));
      PostgresServer server =
          resources.keep(
              PostgresServer.ofMajor(18)
                  .listeningOn(cluster.machineAddress())
                  .withSetting("max_connections = 300")
                  .start());
      resources.keep(
          SimulatedAgents.start(
              cluster,
              ground.chart(),
              testNamespace,
              new SimulatedAgents.Plan(AGENTS, ASKED, cluster.machineAddress(), server.port())));
      SimulatedAgents.awaitHeld(ground.operator(), AGENTS * 99 / 100);
      for (int i = 0; i < AUDITS; i++) {
        cluster
            .client()
            .resource(
                manifest(testNamespace.namespace(), i, cluster.machineAddress(), server.port()))
            .create();
      }
      awaitAudits(ground.operator());
      Thread.sleep(effort == Effort.QUICK ? Duration.ofSeconds(60) : Duration.ofSeconds(150));
      return Map.of(LOAD, new Outcome.Measured(resident(ground.operator()), LIMIT));
    }
  }

  private static String manifest(String namespace, int number, String host, int port) {
    return """
        apiVersion: pgtether.dev/v1alpha1
        kind: ConnectionAudit
        metadata: {name: load-%d, namespace: %s}
        spec:
          database: {host: "%s", port: %d, credentialsSecret: {name: %s}, tls: {mode: disable}}
        """
        .formatted(number, namespace, host, port, Installation.SECRET);
  }

  /** All of them are ready, and have found the agents' sessions. */
  private static void awaitAudits(OperatorPod operator) throws InterruptedException {
    long end = System.nanoTime() + AUDITED.toNanos();
    while (operator.metric("pgtether_audit_ready", "") < AUDITS
        || operator.metric("pgtether_backends{", "\"exact\"") < AUDITS * ASKED) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%.0f of %d audits are ready, %.0f of %d sessions EXACT; the operator's metrics:%n%s"
                .formatted(
                    operator.metric("pgtether_audit_ready", ""),
                    AUDITS,
                    operator.metric("pgtether_backends{", "\"exact\""),
                    AUDITS * ASKED,
                    operator.metrics()));
      }
      Thread.sleep(1_000);
    }
  }

  private static double resident(OperatorPod operator) throws InterruptedException {
    double[] samples = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      samples[i] = operator.figures().residentBytes();
      Thread.sleep(BETWEEN_SAMPLES);
    }
    return SideBySide.median(samples);
  }
}
