package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Benchmark;
import dev.pgtether.testkit.bench.Effort;
import dev.pgtether.testkit.bench.Outcome;
import dev.pgtether.testkit.bench.SideBySide;
import dev.pgtether.testkit.bench.Unit;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.operator.CrdInstaller;
import dev.pgtether.testkit.operator.OperatorProcess;
import dev.pgtether.testkit.operator.OperatorProcessConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The packaged operator, started as a process beside the cluster. */
final class StartAct implements Act {

  private static final String START = "operator-start";
  private static final String IDLE = "operator-idle";
  private static final double START_LIMIT_NANOS = 5e9;
  private static final double MEMORY_LIMIT = 320e6;

  /** So long it settles before its memory is looked at. */
  private static final Duration SETTLES = Duration.ofSeconds(10);

  private static final Duration LONGEST_START = Duration.ofMinutes(1);

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(START, "operator: start to ready", "the limit, 5 s", 1),
        new Benchmark(
            IDLE, "operator: resident, nothing to do", "the limit, 320 MB", 1, Unit.BYTES));
  }

  @Override
  public Map<String, Outcome> measure(Ground ground, Set<String> selected, Effort effort)
      throws Exception {
    CrdInstaller.install(ground.cluster());
    double[] times = new double[effort.fewRounds()];
    double[] memory = new double[times.length];
    try (TestNamespace testNamespace = TestNamespace.create(ground.cluster(), "bench-start")) {
      OperatorProcessConfig recipe =
          OperatorProcessConfig.withKubeconfig(
              ground.cluster().kubectl().kubeconfig(), testNamespace.namespace());
      start(recipe); // its jars come into the machine's memory
      for (int round = 0; round < times.length; round++) {
        long begin = System.nanoTime();
        try (OperatorProcess operator = OperatorProcess.launch(recipe)) {
          awaitReady(operator);
          times[round] = System.nanoTime() - begin;
          if (selected.contains(IDLE)) {
            Thread.sleep(SETTLES);
            memory[round] = ProcessFigures.of(operator.pid()).residentBytes();
          }
        }
      }
    }
    return Map.of(
        START, new Outcome.Measured(SideBySide.median(times), START_LIMIT_NANOS),
        IDLE, new Outcome.Measured(SideBySide.median(memory), MEMORY_LIMIT));
  }

  private static void start(OperatorProcessConfig recipe) throws InterruptedException {
    try (OperatorProcess operator = OperatorProcess.launch(recipe)) {
      awaitReady(operator);
    }
  }

  private static void awaitReady(OperatorProcess operator) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + operator.ports().management() + "/q/health/ready"))
            .timeout(Duration.ofSeconds(1))
            .build();
    long end = System.nanoTime() + LONGEST_START.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!isReady(http, request)) {
        if (System.nanoTime() > end || !operator.isAlive()) {
          throw new IllegalStateException("the operator is not ready:\n" + operator.log());
        }
        Thread.sleep(10);
      }
    }
  }

  private static boolean isReady(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }
}
