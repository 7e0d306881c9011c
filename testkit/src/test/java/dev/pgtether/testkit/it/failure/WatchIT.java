package dev.pgtether.testkit.it.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.client.ScriptedConnection;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Complaint;
import dev.pgtether.testkit.it.program.Document;
import dev.pgtether.testkit.it.program.Pgtether;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.HostCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A watch goes on while its server has trouble: that is when it is needed. */
class WatchIT {
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  /** Long enough to stop a backend between two audits, also on a busy machine. */
  private static final Duration INTERVAL = Duration.ofMillis(1_500);

  private static final int SLOTS = 8;
  private static Pgtether pgtether;

  @BeforeAll
  static void install() {
    pgtether = Pgtether.install();
  }

  @AfterAll
  static void uninstall() {
    pgtether.close();
  }

  @Test
  void it_goes_on_when_the_slots_are_exhausted_and_comes_back_when_one_is_free() {
    try (PostgresServer server =
            PostgresServer.ofMajor(15)
                .withSetting("max_connections = " + SLOTS)
                .withSetting("superuser_reserved_connections = 0")
                .start();
        ClientLauncher clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
        ScriptedClient wire = clientLauncher.scripted()) {
      server.query("create role watcher login; grant pg_monitor to watcher");
      ScriptedConnection administrator = wire.open(clientLauncher.request().named("administrator"));
      try (ChildProcess watch =
          watch(Auditor.url(server.addressAt("127.0.0.1")).replace("postgres:", "watcher:"), 200)) {
        next(watch);
        // When
        List<ScriptedConnection> fillers = new ArrayList<>();
        for (int i = 2; i < SLOTS; i++) {
          fillers.add(wire.open(clientLauncher.request().named("filler" + i).retryingFor(5_000)));
        }
        // Then its kept connection shows them all
        await().atMost(DEADLINE).until(() -> next(watch).rows().size() == SLOTS - 1);
        next(watch).truth().assertNothingWrong();
        // an ordinary user is told what it cannot see, and nothing else
        assertThat(watch.errorOutput().lines()).allMatch(line -> line.contains("not seen: "));

        // When it loses that connection, and somebody else takes the slot
        administrator.send(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'watcher'");
        administrator.awaitReady();
        await()
            .atMost(DEADLINE)
            .ignoreExceptions()
            .until(() -> fillers.add(wire.open(clientLauncher.request().named("greedy"))));
        // Then it says so, and waits
        await()
            .atMost(DEADLINE)
            .untilAsserted(
                () -> assertThat(watch.errorOutput()).contains("sorry, too many clients already"));
        Complaint.assertHelpful(watch.errorOutput(), PostgresServer.PASSWORD);

        // When
        fillers.forEach(ScriptedConnection::close);
        // Then
        await().atMost(DEADLINE).until(() -> next(watch).rows().size() == 1);
      }
    }
  }

  @Test
  void it_goes_on_after_its_server_was_killed_in_the_middle_of_an_audit() {
    try (PostgresServer server = PostgresServer.ofMajor(18).start();
        ClientLauncher clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
        ChildProcess watch = watch(Auditor.url(server.addressAt("127.0.0.1")), 200)) {
      // Given an audit whose reading does not come to its end
      try (StoppedBackend _ = StoppedBackend.serving(next(watch))) {
        pause(INTERVAL.plusMillis(500));
        // When
        server.killPostmaster();
      }
      // Then
      await()
          .atMost(DEADLINE)
          .untilAsserted(() -> assertThat(watch.errorOutput()).startsWith("pgtether: "));
      Complaint.assertHelpful(watch.errorOutput(), PostgresServer.PASSWORD);

      // When
      server.start();
      ScriptedClient wire = clientLauncher.scripted();
      wire.open(clientLauncher.request());
      // Then
      await().atMost(DEADLINE).until(() -> next(watch).rowsOf("pid-" + wire.pid()).size() == 1);
    }
  }

  @Test
  void one_that_ends_with_a_server_killed_in_the_middle_of_an_audit_ends_with_1() {
    try (PostgresServer server = PostgresServer.ofMajor(18).start();
        ChildProcess watch = watch(Auditor.url(server.addressAt("127.0.0.1")), 2)) {
      // Given
      try (StoppedBackend _ = StoppedBackend.serving(next(watch))) {
        pause(INTERVAL.plusMillis(500));
      } // When it is killed
      // Then
      assertThat(watch.exitCode(DEADLINE)).isEqualTo(1);
      Complaint.assertHelpful(watch.errorOutput(), PostgresServer.PASSWORD);
      awaitRecovery(server);
    }
  }

  private static ChildProcess watch(String url, int count) {
    String interval = INTERVAL.toMillis() + "ms";
    return pgtether.listen(
        "watch", "-o", "json", "--interval", interval, "--count", "" + count, url);
  }

  private static Document next(ChildProcess watch) {
    return Document.of(watch.readLine(DEADLINE));
  }

  /** Killed in the middle of its recovery, the server would leave processes behind. */
  private static void awaitRecovery(PostgresServer server) {
    await()
        .atMost(DEADLINE)
        .ignoreExceptions()
        .until(() -> server.queryValue("select 1").equals("1"));
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The backend that serves the watch, stopped, so that its next reading waits; then killed. */
  private record StoppedBackend(long pid) implements AutoCloseable {

    static StoppedBackend serving(Document document) {
      StoppedBackend backend =
          new StoppedBackend(document.json().path("server").path("ownBackendPid").asLong());
      backend.signal("-STOP");
      return backend;
    }

    private void signal(String name) {
      HostCommand.run("sh", "-c", "kill " + name + " " + pid);
    }

    @Override
    public void close() {
      signal("-KILL");
    }
  }
}
