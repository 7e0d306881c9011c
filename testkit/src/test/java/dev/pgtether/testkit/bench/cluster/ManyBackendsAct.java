package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Benchmark;
import dev.pgtether.testkit.bench.Contestant;
import dev.pgtether.testkit.bench.Effort;
import dev.pgtether.testkit.bench.Machine;
import dev.pgtether.testkit.bench.Outcome;
import dev.pgtether.testkit.bench.Resources;
import dev.pgtether.testkit.bench.SideBySide;
import dev.pgtether.testkit.bench.WholeActivity;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import dev.pgtether.testkit.it.cluster.yardstick.Mode;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ConditionWait;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opentest4j.TestAbortedException;

/** One PostgreSQL with two thousand real sessions, of twenty pods with agents. */
final class ManyBackendsAct implements Act {

  private static final String MANY = "operator-2000";
  private static final int PODS = 20;
  private static final int EACH = 100;
  private static final int WARM = 20;
  private static final int SESSIONS = PODS * EACH;
  private static final long MEMORY_NEEDED = 14L << 30;
  private static final Duration CONNECTED = Duration.ofMinutes(2);
  private static final Duration NAMED = Duration.ofMinutes(2);

  /** {@code \sleep} sleeps in the client: its sessions are idle, and it is one small process. */
  private static final String CLIENT =
      """
      echo '\\sleep 86400 s' >/tmp/idle.sql
      exec pgbench -n -f /tmp/idle.sql -c %d -T 86400""";

  @Override
  public List<Benchmark> benchmarks() {
    return List.of(
        new Benchmark(
            MANY,
            "2,000 sessions of 20 pods: an audit, not the first",
            "2 × select * from pg_stat_activity",
            3));
  }

  @Override
  public Map<String, Outcome> measure(Ground ground, Set<String> selected, Effort effort)
      throws Exception {
    if (Machine.memory() < MEMORY_NEEDED) {
      throw new TestAbortedException("needs a machine with 14 GiB of memory");
    }
    Cluster cluster = ground.cluster();
    try (Resources resources = new Resources()) {
      PostgresServer server =
          resources.keep(
              PostgresServer.ofMajor(18)
                  .listeningOn(cluster.machineAddress())
                  .withSetting("max_connections = " + (SESSIONS + 100))
                  .start());
      TestNamespace testNamespace = resources.keep(ground.chart().workspace("bench-many"));
      connect(cluster, ground.chart(), testNamespace, server);
      TimedAudit.warmUp(
          cluster, testNamespace.namespace(), cluster.machineAddress(), server.port(), WARM);
      TimedAudit audit = resources.keep(new TimedAudit(cluster, testNamespace.namespace(), "many"));
      audit.create(cluster.machineAddress(), server.port());
      awaitNames(ground.operator(), audit);
      try (Connection bare = connection(cluster.machineAddress(), server.port())) {
        return Map.of(
            MANY,
            SideBySide.measureFew(
                effort,
                () -> ownTime(ground.operator(), audit),
                Contestant.timing(
                    () -> {
                      read(bare);
                      read(bare);
                    })));
      }
    }
  }

  private static void connect(
      Cluster cluster, Installation chart, TestNamespace testNamespace, PostgresServer server) {
    for (int pod = 0; pod < PODS; pod++) {
      TestPodSpec plan =
          TestPodSpec.named("client-" + pod)
              .onNode(cluster.nodes().get(pod % 2).name())
              .withCommand("sh", "-c", environment(cluster, server) + CLIENT.formatted(EACH));
      testNamespace.runPod(Mode.PROCESSES.of(plan, chart.sidecar()));
    }
    ConditionWait.atMost(CONNECTED)
        .until(
            SESSIONS + " sessions stand",
            () ->
                Integer.parseInt(
                        server.queryValue(
                            "select count(*) from pg_stat_activity where application_name = 'pgbench'"))
                    == SESSIONS);
  }

  private static String environment(Cluster cluster, PostgresServer server) {
    return "export PGHOST=%s PGPORT=%d PGUSER=%s PGDATABASE=%s%n"
        .formatted(
            cluster.machineAddress(), server.port(), PostgresServer.USER, PostgresServer.DATABASE);
  }

  /** What is measured is an audit that names a process for each session. */
  private static void awaitNames(OperatorPod operator, TimedAudit audit)
      throws InterruptedException {
    long end = System.nanoTime() + NAMED.toNanos();
    while (exact(operator) < SESSIONS) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%.0f of %d sessions are EXACT:%n%s"
                .formatted(exact(operator), SESSIONS, operator.metrics()));
      }
      audit.ask();
      Thread.sleep(1_000);
    }
  }

  private static double exact(OperatorPod operator) {
    return operator.metric("pgtether_backends{", "\"exact\"");
  }

  /** Of one audit, by the operator's clock; no other is going on. */
  private static double ownTime(OperatorPod operator, TimedAudit audit)
      throws InterruptedException {
    AuditClock before = AuditClock.of(operator);
    audit.ask();
    return before.awaitNext(operator);
  }

  private static Connection connection(String host, int port) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(host, port, PostgresServer.DATABASE),
        PostgresServer.USER,
        PostgresServer.PASSWORD);
  }

  private static void read(Connection connection) throws SQLException {
    long rows = WholeActivity.read(connection);
    if (rows < SESSIONS) {
      throw new IllegalStateException(rows + " rows were read, and there are " + SESSIONS);
    }
  }
}
