package dev.pgtether.testkit.it.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.built.FaultInjector;
import dev.pgtether.testkit.operator.OperatorProcess;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The API server goes away for a minute, and comes back. */
@NeedsCluster({ClusterCapability.DATABASES, ClusterCapability.FAULTS})
class OutageIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration OUTAGE = Duration.ofSeconds(60);

  private final Cluster cluster;

  OutageIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void the_operator_outlives_it_and_the_next_audit_is_right() throws InterruptedException {
    try (Stage stage = Stage.open(cluster, "outage");
        PostgresServer server =
            PostgresServer.ofMajor(16)
                .listeningOn(cluster.machineAddress())
                .requiringPasswords()
                .start()) {
      // Given
      stage.credentials("login", PostgresServer.USER, PostgresServer.PASSWORD);
      try (OperatorProcess operator = stage.operator().start()) {
        AuditOnStage audit =
            stage.audit(
                "orders", AuditSpec.of(cluster.machineAddress(), server.port(), "login").yaml());
        audit.awaitReady(SOON);
        int backends = backends(audit);
        String before = audit.lastAudit();

        // When
        Sessions newcomers;
        try (FaultInjector.ActiveFault _ = cluster.faults().stopApiServer()) {
          newcomers =
              Sessions.open(
                  3,
                  cluster.machineAddress(),
                  server.port(),
                  PostgresServer.USER,
                  PostgresServer.PASSWORD);
          Thread.sleep(OUTAGE);
          assertThat(operator.isAlive()).as(operator.log()).isTrue();
        }

        // Then
        try (newcomers) {
          await()
              .atMost(Duration.ofSeconds(60))
              .ignoreExceptions()
              .until(() -> backends(audit) == backends + 3);
          assertThat(audit.lastAudit()).isGreaterThan(before);
          assertThat(operator.isAlive()).as("it is the same process").isTrue();
          await().atMost(SOON).until(operator::isReady);
        }
      }
    }
  }

  private static int backends(AuditOnStage audit) {
    return audit.status().path("summary").path("backends").asInt();
  }
}
