package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.query.SocketQueryBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Audits of a simulated network: A1, S and A2, each of which takes some time and sees the state of
 * its moment.
 */
final class SimulatedAudits {

  private final SimulatedNetwork network;
  private final AgentPermissions permissions;
  private final SeededRandom random;
  private final boolean offersTls;

  SimulatedAudits(
      SimulatedNetwork network,
      AgentPermissions permissions,
      SeededRandom random,
      boolean offersTls) {
    this.offersTls = offersTls;
    this.network = network;
    this.permissions = permissions;
    this.random = random;
  }

  /** One audit that begins at {@code begin}, in µs of the simulation's clock. */
  AuditObservation at(long begin, PairingMemory pairingMemory) {
    boolean remoteAgents = random.nextBoolean(0.3); // asked over a network, so they answer later
    MonotonicInterval first = taking(begin, random.logUniform(200, 5_000));
    ActivitySnapshot before = activity(first);
    SocketQuery query = SocketQueryBuilder.of(before, ServerRoute.known(), pairingMemory);
    long beforeScan =
        remoteAgents ? random.logUniform(1_000, 3_000_000) : random.logUniform(10, 3_000);
    MonotonicInterval scan =
        taking(
            first.endNanos() / 1_000 + beforeScan,
            random.logUniform(200, remoteAgents ? 200_000 : 20_000));
    List<AgentReport> reports =
        new SimulatedScan(network, permissions, random, scan, query).reports();
    long afterScan =
        remoteAgents ? random.logUniform(1_000, 3_000_000) : random.logUniform(10, 3_000);
    MonotonicInterval second =
        taking(scan.endNanos() / 1_000 + afterScan, random.logUniform(200, 5_000));
    return new AuditObservation(
        before, reports, activity(second), ServerRoute.known(), pairingMemory);
  }

  private static MonotonicInterval taking(long beginMicros, long micros) {
    return new MonotonicInterval(beginMicros * 1_000, (beginMicros + micros) * 1_000);
  }

  private ActivitySnapshot activity(MonotonicInterval reading) {
    long begin = reading.beginNanos() / 1_000;
    long end = reading.endNanos() / 1_000;
    List<Backend> rows = new ArrayList<>();
    int hidden = 0;
    for (SimulatedConnection simulatedConnection : network.connections) {
      long at = random.between(begin, end);
      SessionPhase sessionPhase = simulatedConnection.row(at);
      if (sessionPhase == null) {
        continue;
      }
      if (permissions.hidesRows() && simulatedConnection.number % 3 == 1) {
        hidden++;
        continue;
      }
      // PostgreSQL reads the wait event separately, a little later.
      SessionPhase later = simulatedConnection.row(random.between(at, end));
      rows.add(
          row(
              simulatedConnection,
              sessionPhase,
              later == null ? sessionPhase : later,
              random.between(begin, end)));
    }
    return new ActivitySnapshot(server(), rows, hidden, reading);
  }

  private static Backend row(
      SimulatedConnection simulatedConnection,
      SessionPhase sessionPhase,
      SessionPhase wait,
      long clock) {
    return new Backend(
        simulatedConnection.backend(),
        Backend.Kind.CLIENT,
        new ClientAddress.Tcp(simulatedConnection.clientEndpoint()),
        sessionPhase.state(),
        onServerClock(sessionPhase.stateChange()),
        onServerClock(sessionPhase.queryStart()),
        wait.waitEvent(),
        SimulatedNetwork.SERVER_CLOCK + clock,
        "app",
        "orders",
        null);
  }

  private static Long onServerClock(Long micros) {
    return micros == null ? null : SimulatedNetwork.SERVER_CLOCK + micros;
  }

  private ServerInfo server() {
    return new ServerInfo(
        "15.18",
        150018,
        SimulatedNetwork.SERVER_CLOCK - 1,
        false,
        100,
        3,
        new BackendId(1, SimulatedNetwork.SERVER_CLOCK),
        Endpoint.of("10.0.7.7", 50_000),
        ServerRoute.DIRECT.accepted,
        !permissions.hidesRows(),
        new ServerInfo.AuthenticationSettings(offersTls, Duration.ofSeconds(60)));
  }
}
