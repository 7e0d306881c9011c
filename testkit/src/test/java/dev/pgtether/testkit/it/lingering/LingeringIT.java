package dev.pgtether.testkit.it.lingering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.LingeringBackend;
import dev.pgtether.testkit.client.LingeringBackend.ClientExit;
import dev.pgtether.testkit.client.LingeringBackend.ExitPlan;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.it.program.Document;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsRoot;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ProcessContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The trap that the lingering rule is for: a client is gone in the middle of a query, its backend
 * works on, and a newcomer stands on the same address and port.
 */
class LingeringIT {
  private static final int SOMEBODY = 4321;
  private static final List<String> ONE_QUERY = List.of("select pg_sleep(60), 'ahead'");

  /** The second one begins when the newcomer is there. */
  private static final List<String> BATCH =
      List.of("select pg_sleep(0.5)", "select pg_sleep(60), 'ahead'");

  private static final List<AutoCloseable> open = new ArrayList<>();
  private static final Map<Integer, PostgresServer> servers = new HashMap<>();

  @BeforeAll
  static void startServers() {
    for (int major : new int[] {15, 18}) {
      servers.put(
          major, keep(PostgresServer.ofMajor(major).withTls().requiringPasswords().start()));
    }
  }

  @AfterAll
  static void end() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  static Stream<Arguments> versionsAndNewcomers() {
    return Stream.concat(
        Stream.of(Newcomer.values()).map(newcomer -> Arguments.of(15, newcomer)),
        Stream.of(Newcomer.ANSWERED, Newcomer.IN_TLS, Newcomer.READY)
            .map(newcomer -> Arguments.of(18, newcomer)));
  }

  @ParameterizedTest(name = "PostgreSQL {0}, the newcomer is {1}")
  @MethodSource("versionsAndNewcomers")
  @NeedsRoot
  @NeedsCommand("setpriv")
  void neither_root_nor_an_ordinary_user_is_told_that_the_newcomer_holds_the_old_backend(
      int major, Newcomer newcomer) {
    ProcessContext somebody = ProcessContext.ofThisJvm().asUser(SOMEBODY);
    PostgresServer server = servers.get(major);
    try (ClientLauncher clientLauncher =
            ClientLauncher.of(server.addressAt("127.0.0.1")).from(somebody);
        Auditor root = Auditor.of(server.addressAt("127.0.0.1"), ProcessContext.ofThisJvm());
        Auditor ordinary = Auditor.of(server.addressAt("127.0.0.1"), somebody)) {
      tryEach(newcomer, server, clientLauncher, List.of(root, ordinary));
    }
  }

  @ParameterizedTest(name = "PostgreSQL {0}")
  @ValueSource(ints = {15, 18})
  void whoever_runs_the_tests_is_not_told_so(int major) {
    PostgresServer server = servers.get(major);
    try (ClientLauncher clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
        Auditor auditor = Auditor.of(server.addressAt("127.0.0.1"), ProcessContext.ofThisJvm())) {
      tryEach(Newcomer.ANSWERED, server, clientLauncher, List.of(auditor));
    }
  }

  private static void tryEach(
      Newcomer newcomer,
      PostgresServer server,
      ClientLauncher clientLauncher,
      List<Auditor> auditors) {
    try (ScriptedClient process = clientLauncher.scripted()) {
      for (ClientExit clientExit : ClientExit.values()) {
        for (List<String> queries : List.of(ONE_QUERY, BATCH)) {
          // Given
          LingeringBackend trap =
              LingeringBackend.create(
                  server,
                  clientLauncher,
                  process,
                  new ExitPlan(clientExit, queries, () -> auditors.forEach(Auditor::audit)),
                  newcomer.stage());
          // Then
          newcomer.meanwhile(trap, clientLauncher, () -> look(auditors, trap, newcomer));
          awaitLastQuery(server, trap);
          look(auditors, trap, newcomer);

          trap.newcomer().close();
          server.queryValue("select pg_terminate_backend(" + trap.backendPid() + ", 5000)");
        }
      }
    }
  }

  private static void awaitLastQuery(PostgresServer server, LingeringBackend trap) {
    String running =
        "select query like '%ahead%' from pg_stat_activity where pid = " + trap.backendPid();
    await().atMost(Duration.ofSeconds(10)).until(() -> server.queryValue(running).equals("t"));
  }

  /** With what was known before the client left, and as somebody who comes now. */
  private static void look(List<Auditor> auditors, LingeringBackend trap, Newcomer newcomer) {
    for (Auditor auditor : auditors) {
      check(auditor.audit(), trap, newcomer);
      check(auditor.auditAfresh(), trap, newcomer);
    }
  }

  private static void check(Document document, LingeringBackend trap, Newcomer newcomer) {
    Document.Row old = document.rowOfBackend(trap.backendPid());
    assertThat(old.verdict()).as("the old backend: %s", old).isNotIn("EXACT", "SOCKET");
    assertThat(old.pids()).as("the old backend: %s", old).isEmpty();
    document.truth().assertNothingWrong();
    if (newcomer == Newcomer.READY) {
      Document.Row its = document.rowOf("pid-" + trap.newcomerPid() + "/newcomer");
      // who cannot read the server's end may be left in doubt by the elder row at its address
      if (document.reading().equals("DESCRIPTORS")) {
        assertThat(its.verdict()).as("the newcomer: %s", its).isEqualTo("EXACT");
      }
      assertThat(its.pids()).isIn(Set.of(), Set.of(trap.newcomerPid()));
    }
  }

  private static <T extends AutoCloseable> T keep(T resource) {
    open.add(resource);
    return resource;
  }
}
