package dev.pgtether.testkit.it.cluster.runtime;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.operator.OperatorProcess;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.postgres.PostgresServerConfig;

/** What most tests of one audit need: a stage, a PostgreSQL beside the cluster, and an operator. */
record Scene(Cluster cluster, Stage stage, PostgresServer server, OperatorProcess operator)
    implements AutoCloseable {
  /** The Secret of {@link PostgresServer#USER}. */
  static final String LOGIN = "login";

  /**
   * @param recipe but for the address that it listens on
   */
  static Scene open(Cluster cluster, String name, PostgresServerConfig recipe) {
    Stage stage = Stage.open(cluster, name);
    try {
      stage.credentials(LOGIN, PostgresServer.USER, PostgresServer.PASSWORD);
      PostgresServer server = recipe.listeningOn(cluster.machineAddress()).start();
      try {
        return new Scene(cluster, stage, server, stage.operator().start());
      } catch (RuntimeException failed) {
        server.close();
        throw failed;
      }
    } catch (RuntimeException failed) {
      stage.close();
      throw failed;
    }
  }

  /** Of an audit of the server, as its superuser, without TLS. */
  AuditSpec spec() {
    return AuditSpec.of(cluster.machineAddress(), server.port(), LOGIN);
  }

  AuditOnStage audit(String name, AuditSpec spec) {
    return stage.audit(name, spec.yaml());
  }

  @Override
  public void close() {
    operator.close();
    server.close();
    stage.close();
  }
}
