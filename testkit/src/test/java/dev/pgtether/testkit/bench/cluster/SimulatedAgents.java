package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Resources;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import dev.pgtether.testkit.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Agents of pods that nobody runs, with real tokens, real TLS, the real wire and addresses of their
 * own, in one process.
 */
final class SimulatedAgents implements AutoCloseable {

  private static final String ROOTS = "pgtether-ca";
  private static final int PORT = 8443;
  private static final Duration STARTED = Duration.ofMinutes(2);
  private static final Duration HELD = Duration.ofMinutes(4);

  private final Resources resources = new Resources();

  /**
   * How many, and what they see.
   *
   * @param sessions so many of them have a client's session to the database, and an address that
   *     the API server knows
   */
  record Plan(int count, int sessions, String databaseHost, int databasePort) {
    static Plan idle(int count) {
      return new Plan(count, 0, "127.0.0.1", 1);
    }
  }

  /** Makes the pods, and starts the agents. */
  static SimulatedAgents start(
      Cluster cluster, Installation chart, TestNamespace testNamespace, Plan plan) {
    SimulatedAgents agents = new SimulatedAgents();
    try {
      agents.open(cluster, chart, testNamespace, plan);
      return agents;
    } catch (RuntimeException failed) {
      agents.close();
      throw failed;
    }
  }

  private void open(Cluster cluster, Installation chart, TestNamespace testNamespace, Plan plan) {
    SimulatedNetwork network = resources.keep(SimulatedNetwork.open(cluster));
    Path tokens =
        new SimulatedPods(cluster, testNamespace.namespace(), network)
            .create(plan.count(), plan.sessions() > 0);
    resources.keep(() -> Files.delete(tokens));
    Path roots = roots(cluster, testNamespace);
    resources.keep(() -> Files.delete(roots));
    String replicas = chart.pods().stream().map(Ground::addressOf).collect(Collectors.joining(","));
    List<String> command = new ArrayList<>(List.of("nsenter", "--target"));
    command.add(Long.toString(network.node().holder().pid()));
    command.addAll(List.of("--net", "--"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx3g", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SimulatedAgentsProgram.class.getName());
    command.addAll(List.of(tokens.toString(), roots.toString()));
    command.add("pgtether-agents.%s.svc".formatted(chart.namespace()));
    command.addAll(List.of(Integer.toString(PORT), replicas, Integer.toString(plan.sessions())));
    command.addAll(List.of(plan.databaseHost(), Integer.toString(plan.databasePort())));
    ChildProcess childProcess = resources.keep(ChildProcess.start(command));
    childProcess.readLine(STARTED);
  }

  private static Path roots(Cluster cluster, TestNamespace testNamespace) {
    String pem =
        cluster
            .client()
            .configMaps()
            .inNamespace(testNamespace.namespace())
            .withName(ROOTS)
            .get()
            .getData()
            .get("ca.crt");
    try {
      return Files.writeString(Files.createTempFile("pgtether-roots", ".pem"), pem);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Waits until so many are held by an operator. */
  static void awaitHeld(OperatorPod operator, int count) throws InterruptedException {
    long end = System.nanoTime() + HELD.toNanos();
    double held = held(operator);
    while (held < count) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "after %s %.0f of %d agents are held".formatted(HELD, held, count));
      }
      Thread.sleep(250);
      held = held(operator);
    }
  }

  /** How many agents wait to be asked; less than none when the operator does not answer. */
  static double held(OperatorPod operator) {
    try {
      return operator.metric("pgtether_agents_waiting", "");
    } catch (UncheckedIOException notNow) {
      return -1;
    }
  }

  @Override
  public void close() {
    resources.close();
  }
}
