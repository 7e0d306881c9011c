package dev.pgtether.testkit.it.lingering;

import dev.pgtether.testkit.client.Clients;
import dev.pgtether.testkit.client.LingeringBackend;
import dev.pgtether.testkit.client.Stage;
import dev.pgtether.testkit.client.WireClient;
import dev.pgtether.testkit.client.WireConnection;

/** How far the client comes that takes the port of one that is gone. */
enum Newcomer {
  CONNECTED(Stage.CONNECTED),
  CHALLENGED(Stage.CHALLENGED),
  ANSWERED(Stage.ANSWERED),
  /** A TLS handshake, which alone says more than a whole start-up without TLS. */
  IN_TLS(Stage.CONNECTED),
  /** Let in, and held before its session stands: pg_database is locked. */
  HELD(Stage.ANSWERED),
  READY(Stage.READY);

  private final Stage stage;

  Newcomer(Stage stage) {
    this.stage = stage;
  }

  Stage stage() {
    return stage;
  }

  /** Does the rest of the way, then what is to be done while the newcomer stands there. */
  void meanwhile(LingeringBackend trap, Clients clients, Runnable look) {
    switch (this) {
      case CONNECTED, CHALLENGED, ANSWERED, READY -> look.run();
      case IN_TLS -> {
        trap.newcomer().encrypt();
        look.run();
      }
      case HELD -> {
        try (WireClient locker = clients.wire()) {
          WireConnection lock = locker.open(clients.request());
          lock.send("begin; lock table pg_database in access exclusive mode");
          lock.await();
          trap.newcomer().advance(Stage.PROVED);
          look.run();
        }
      }
    }
  }
}
