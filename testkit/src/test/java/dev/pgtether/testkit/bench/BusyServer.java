package dev.pgtether.testkit.bench;

import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ProcessContext;
import java.util.List;

/** A PostgreSQL with 200 clients that do nothing: 20 processes with a pool of 10 each. */
final class BusyServer implements AutoCloseable {

  static final int BACKENDS = 200;

  private static final String HOST = "127.0.0.1";

  private final Resources resources = new Resources();
  private final PostgresServer server;

  private BusyServer() {
    server =
        resources.keep(PostgresServer.ofMajor(18).withSetting("max_connections = 250").start());
    String port = Integer.toString(server.port());
    List<String> logIn = List.of("log-in", "20", "1", "10", "1", port, "0", HOST);
    try {
      resources.keep(LoadGenerator.start(ProcessContext.ofThisJvm(), logIn));
    } catch (RuntimeException failed) {
      resources.close();
      throw failed;
    }
  }

  static BusyServer start() {
    return new BusyServer();
  }

  /** As {@code pgtether} takes it. */
  String url() {
    return "postgresql://%s@%s:%d/%s?sslmode=disable"
        .formatted(PostgresServer.USER, HOST, server.port(), PostgresServer.DATABASE);
  }

  @Override
  public void close() {
    resources.close();
  }
}
