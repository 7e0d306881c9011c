package dev.pgtether.testkit.it.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtether.testkit.cluster.Ability;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.operator.OperatorProcess;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From an applied resource to its status. */
@NeedsCluster(Ability.DATABASES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Cluster cluster;
  private Stage stage;
  private PostgresServer server;
  private OperatorProcess operator;

  AuditIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    stage = Stage.open(cluster, "audit");
    server =
        PostgresServer.ofMajor(18).listeningOn(cluster.machineAddress()).withPasswords().start();
    stage.credentials("login", PostgresServer.USER, PostgresServer.PASSWORD);
    operator = stage.operator().start();
  }

  @AfterAll
  void close() {
    operator.close();
    server.close();
    stage.close();
  }

  @Test
  void anAppliedAuditIsReadyWithinSeconds() {
    // When
    AuditOnStage audit = stage.audit("orders", spec("login"));

    // Then
    JsonNode ready = audit.awaitReady(SOON);
    assertThat(ready.path("reason").asText()).isEqualTo("Audited");
    audit.delete();
  }

  private String spec(String secret) {
    return "{database: {host: '%s', port: %d, credentialsSecret: {name: %s}, tls: {mode: disable}}, interval: 10s}"
        .formatted(cluster.machineAddress(), server.port(), secret);
  }
}
