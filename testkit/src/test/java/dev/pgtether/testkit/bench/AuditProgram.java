package dev.pgtether.testkit.bench;

import dev.pgtether.audit.Audit;
import dev.pgtether.audit.ServerNames;
import dev.pgtether.collector.HostSockets;
import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome.Paired;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.database.ServerSession;
import dev.pgtether.database.config.ConnectionTarget;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Audits a {@link BusyServer}. Argument after those of {@link Answers}: its URL. */
final class AuditProgram {

  static final String AUDIT = "audit";

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ConnectionTarget connectionTarget;
  private PairingMemory pairingMemory = PairingMemory.NONE;

  private AuditProgram(ConnectionTarget connectionTarget) {
    this.connectionTarget = connectionTarget;
  }

  public static void main(String[] arguments) {
    ConnectionTarget connectionTarget =
        ConnectionTarget.parse(arguments[2], Map.of(), Path.of("/nonexistent"));
    Answers.to(arguments).answer(AUDIT, new AuditProgram(connectionTarget)::audit);
  }

  private Outcome.Measured audit(Effort effort) throws Exception {
    try (ServerSession session = ServerSession.open(connectionTarget);
        HostSockets sockets = HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN);
        Connection bare = connect()) {
      ServerNames names = new ServerNames(session.resolved(), connectionTarget.port(), List.of());
      Audit audit =
          Audit.ofThisHost(session::read, sockets::scan, names, DEADLINE, Clock.systemUTC());
      run(audit);
      check(run(audit));
      check(WholeActivity.read(bare));
      return SideBySide.measure(
          effort,
          Contestant.timing(() -> run(audit)),
          Contestant.timing(() -> WholeActivity.read(bare)));
    }
  }

  /** Answers how many backends were paired with a process. */
  private long run(Audit audit) {
    if (!(audit.run(pairingMemory).pairingOutcome() instanceof Paired paired)) {
      throw new IllegalStateException("the audit is void");
    }
    pairingMemory = paired.memory();
    return paired.pairings().stream().filter(pairing -> pairing.verdict() == Verdict.EXACT).count();
  }

  /** By the same driver, without a name for the host. */
  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", connectionTarget.user());
    String url =
        "jdbc:postgresql://" + connectionTarget.hostAndPort() + "/" + connectionTarget.database();
    return DriverManager.getConnection(url, properties);
  }

  private static void check(long backends) {
    if (backends < BusyServer.BACKENDS) {
      throw new IllegalStateException(
          backends + " backends were found, and there are " + BusyServer.BACKENDS);
    }
  }
}
