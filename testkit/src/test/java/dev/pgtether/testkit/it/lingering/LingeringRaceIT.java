package dev.pgtether.testkit.it.lingering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.LingeringBackend;
import dev.pgtether.testkit.client.LingeringBackend.ClientExit;
import dev.pgtether.testkit.client.LingeringBackend.ExitPlan;
import dev.pgtether.testkit.client.LoginStage;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Document;
import dev.pgtether.testkit.it.program.Rounds;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ProcessContext;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Audits that go on all the time while clients are killed and newcomers take their ports. */
class LingeringRaceIT {
  private static final int SOMEBODY = 4321;
  private static final int TRAPS = 12;

  /** The next one begins at any moment of the newcomer's life. */
  private static final List<String> MANY_QUERIES = Collections.nCopies(40, "select pg_sleep(0.05)");

  @Test
  @NeedsRoot
  @NeedsCommand("setpriv")
  void an_ordinary_users_audits_never_name_the_newcomer_whenever_they_come() throws Exception {
    ProcessContext somebody = ProcessContext.ofThisJvm().asUser(SOMEBODY);
    try (PostgresServer server = PostgresServer.ofMajor(15).withTls().requiringPasswords().start();
        ClientLauncher clientLauncher =
            ClientLauncher.of(server.addressAt("127.0.0.1")).from(somebody);
        Auditor afresh = Auditor.of(server.addressAt("127.0.0.1"), somebody);
        Auditor again = Auditor.of(server.addressAt("127.0.0.1"), somebody)) {
      AtomicBoolean set = new AtomicBoolean();
      // When
      CompletableFuture<Rounds> one = audits(set, afresh::auditAfresh);
      CompletableFuture<Rounds> other = audits(set, again::audit);
      try {
        setTraps(server, clientLauncher);
      } finally {
        set.set(true);
      }
      // Then
      for (Rounds rounds : List.of(one.get(), other.get())) {
        System.out.println("lingering, all the time: " + rounds);
        rounds.groundTruthComparison().assertNothingWrong();
        assertThat(rounds.audits()).isGreaterThan(10 * TRAPS);
      }
    }
  }

  private static CompletableFuture<Rounds> audits(AtomicBoolean end, Supplier<Document> audit) {
    return CompletableFuture.supplyAsync(
        () -> Rounds.until(sofar -> end.get(), Duration.ofMinutes(3), audit),
        // the common pool has one thread on two cores
        task -> Thread.ofPlatform().daemon().start(task));
  }

  private static void setTraps(PostgresServer server, ClientLauncher clientLauncher) {
    try (ScriptedClient newcomer = clientLauncher.scripted()) {
      for (int i = 0; i < TRAPS; i++) {
        ClientExit clientExit = i % 2 == 0 ? ClientExit.KILLED : ClientExit.RESET;
        LingeringBackend trap =
            LingeringBackend.create(
                server,
                clientLauncher,
                newcomer,
                new ExitPlan(clientExit, MANY_QUERIES, () -> {}),
                LoginStage.CONNECTED);
        if (i % 3 != 0) {
          trap.newcomer().startTls();
        }
        pause();
        trap.newcomer().close();
        server.queryValue("select pg_terminate_backend(" + trap.backendPid() + ", 5000)");
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(600);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
