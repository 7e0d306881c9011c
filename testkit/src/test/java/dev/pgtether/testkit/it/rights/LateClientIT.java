package dev.pgtether.testkit.it.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.audit.Activity;
import dev.pgtether.audit.Audit;
import dev.pgtether.audit.ServerNames;
import dev.pgtether.collector.HostSockets;
import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome.Paired;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.database.ServerSession;
import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.testkit.client.ClientLauncher;
import dev.pgtether.testkit.client.ScriptedClient;
import dev.pgtether.testkit.client.ScriptedConnection;
import dev.pgtether.testkit.it.program.Auditor;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What changes between the two readings of one audit. */
class LateClientIT {
  private PostgresServer server;
  private ClientLauncher clientLauncher;
  private ServerSession session;
  private HostSockets sockets;
  private ConnectionTarget connectionTarget;

  @BeforeEach
  void start() {
    server = PostgresServer.ofMajor(18).start();
    clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
    connectionTarget =
        ConnectionTarget.parse(
            Auditor.url(server.addressAt("127.0.0.1")), Map.of(), Path.of("/nonexistent"));
    session = ServerSession.open(connectionTarget);
    sockets = HostSockets.open(Namespaces.WHOLE_HOST, Search.EVERY_HOLDER);
  }

  @AfterEach
  void stop() {
    sockets.close();
    session.close();
    clientLauncher.close();
    server.close();
  }

  @Test
  void a_client_that_comes_between_the_readings_has_appeared_and_names_nobody() {
    // Given
    ScriptedClient wire = clientLauncher.scripted();
    wire.open(clientLauncher.request().named("early"));
    // When
    Paired paired = auditWith(() -> wire.open(clientLauncher.request().named("late")));
    // Then
    Pairing late = of(paired, "pid-" + wire.pid() + "/late");
    assertThat(late.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(late.evidence()).extracting(Evidence::code).contains(Evidence.Code.APPEARED);
    assertThat(of(paired, "pid-" + wire.pid() + "/early").verdict()).isEqualTo(Verdict.EXACT);
  }

  @Test
  void a_client_that_goes_between_the_readings_is_counted_as_vanished() {
    // Given
    ScriptedClient wire = clientLauncher.scripted();
    ScriptedConnection goes = wire.open(clientLauncher.request().named("goes"));
    // When
    Paired paired =
        auditWith(
            () -> {
              goes.close();
              awaitGone("pid-" + wire.pid() + "/goes");
            });
    // Then
    assertThat(paired.pairings())
        .extracting(pairing -> pairing.backend().application())
        .as("what is left, but for the test's own sessions")
        .noneMatch(application -> application.startsWith("pid-"));
    assertThat(paired.vanishedBackends()).isEqualTo(1);
  }

  @Test
  void a_port_that_changes_hands_between_the_readings_names_nobody() {
    // Given
    ScriptedClient before = clientLauncher.scripted();
    ScriptedClient after = clientLauncher.scripted();
    ScriptedConnection goes =
        before.open(clientLauncher.request().from("127.0.0.1", 0).named("goes"));
    // When
    Paired paired =
        auditWith(
            () -> {
              goes.reset();
              after.open(
                  clientLauncher
                      .request()
                      .from("127.0.0.1", goes.localPort())
                      .named("comes")
                      .retryingFor(5_000));
              awaitGone("pid-" + before.pid() + "/goes");
            });
    // Then
    assertThat(of(paired, "pid-" + after.pid() + "/comes").verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(paired.vanishedBackends()).isEqualTo(1);
  }

  private Paired auditWith(Runnable between) {
    Activity activity = new ChangingActivity(session, between);
    ServerNames names = new ServerNames(session.resolved(), connectionTarget.port(), List.of());
    Audit audit =
        Audit.ofThisHost(activity, sockets::scan, names, Duration.ofSeconds(10), Clock.systemUTC());
    return (Paired) audit.run(PairingMemory.NONE).pairingOutcome();
  }

  private static Pairing of(Paired paired, String application) {
    return paired.pairings().stream()
        .filter(pairing -> application.equals(pairing.backend().application()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row of " + application + ": " + paired));
  }

  private void awaitGone(String application) {
    String there =
        "select count(*) from pg_stat_activity where application_name = '" + application + "'";
    await().until(() -> server.queryValue(there).equals("0"));
  }

  /** Reads the real activity; before the second reading something happens. */
  private static final class ChangingActivity implements Activity {
    private final ServerSession session;
    private final Runnable between;
    private int readings;

    ChangingActivity(ServerSession session, Runnable between) {
      this.session = session;
      this.between = between;
    }

    @Override
    public ActivitySnapshot read() {
      if (++readings == 2) {
        between.run();
      }
      return session.read();
    }
  }
}
