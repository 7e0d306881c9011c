package dev.pgtether.testkit.it.lingering;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.LingeringBackend;
import dev.pgtether.testkit.client.LoginStage;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.client.ScriptedConnection;

/** How far the client comes that takes the port of one that is gone. */
enum Newcomer {
  CONNECTED(LoginStage.CONNECTED),
  CHALLENGED(LoginStage.CHALLENGED),
  ANSWERED(LoginStage.ANSWERED),
  /** A TLS handshake, which alone says more than a whole start-up without TLS. */
  IN_TLS(LoginStage.CONNECTED),
  /** Let in, and held before its session stands: pg_database is locked. */
  HELD(LoginStage.ANSWERED),
  READY(LoginStage.READY);

  private final LoginStage loginStage;

  Newcomer(LoginStage loginStage) {
    this.loginStage = loginStage;
  }

  LoginStage stage() {
    return loginStage;
  }

  /** Does the rest of the way, then what is to be done while the newcomer stands there. */
  void meanwhile(LingeringBackend trap, ClientLauncher clientLauncher, Runnable look) {
    switch (this) {
      case CONNECTED, CHALLENGED, ANSWERED, READY -> look.run();
      case IN_TLS -> {
        trap.newcomer().startTls();
        look.run();
      }
      case HELD -> {
        try (ScriptedClient locker = clientLauncher.scripted()) {
          ScriptedConnection lock = locker.open(clientLauncher.request());
          lock.send("begin; lock table pg_database in access exclusive mode");
          lock.awaitReady();
          trap.newcomer().advance(LoginStage.PROVED);
          look.run();
        }
      }
    }
  }
}
