package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Audits of a world: A1, S, A2, each taking its time, each seeing what stands at the moment. */
final class Audits {

  private final World world;
  private final Eyes eyes;
  private final Chance chance;
  private final boolean offersTls;

  Audits(World world, Eyes eyes, Chance chance, boolean offersTls) {
    this.offersTls = offersTls;
    this.world = world;
    this.eyes = eyes;
    this.chance = chance;
  }

  /** One audit that begins at {@code begin}, µs. */
  Observation at(long begin, Memory memory) {
    boolean far = chance.hits(0.3); // agents that are asked over a network, and held
    MonotonicInterval first = taking(begin, chance.spread(200, 5_000));
    ActivitySnapshot before = activity(first);
    SocketQuery query = Question.of(before, Road.known(), memory);
    long gap = far ? chance.spread(1_000, 3_000_000) : chance.spread(10, 3_000);
    MonotonicInterval scan =
        taking(first.endNanos() / 1_000 + gap, chance.spread(200, far ? 200_000 : 20_000));
    List<AgentReport> reports = new Scan(world, eyes, chance, scan, query).reports();
    long rest = far ? chance.spread(1_000, 3_000_000) : chance.spread(10, 3_000);
    MonotonicInterval second = taking(scan.endNanos() / 1_000 + rest, chance.spread(200, 5_000));
    return new Observation(before, reports, activity(second), Road.known(), memory);
  }

  private static MonotonicInterval taking(long beginMicros, long micros) {
    return new MonotonicInterval(beginMicros * 1_000, (beginMicros + micros) * 1_000);
  }

  private ActivitySnapshot activity(MonotonicInterval reading) {
    long begin = reading.beginNanos() / 1_000;
    long end = reading.endNanos() / 1_000;
    List<Backend> rows = new ArrayList<>();
    int hidden = 0;
    for (Connection connection : world.connections) {
      long at = chance.between(begin, end);
      Phase phase = connection.row(at);
      if (phase == null) {
        continue;
      }
      if (eyes.hidesRows() && connection.number % 3 == 1) {
        hidden++;
        continue;
      }
      // The wait event is read apart from the rest, a little later.
      Phase later = connection.row(chance.between(at, end));
      rows.add(row(connection, phase, later == null ? phase : later, chance.between(begin, end)));
    }
    return new ActivitySnapshot(server(), rows, hidden, reading);
  }

  private static Backend row(Connection connection, Phase phase, Phase wait, long clock) {
    return new Backend(
        connection.backend(),
        Backend.Kind.CLIENT,
        new ClientAddress.Tcp(connection.seen()),
        phase.state(),
        onServersClock(phase.stateChange()),
        onServersClock(phase.queryStart()),
        wait.waitEvent(),
        World.SERVER_CLOCK + clock,
        "app",
        "orders",
        null);
  }

  private static Long onServersClock(Long micros) {
    return micros == null ? null : World.SERVER_CLOCK + micros;
  }

  private Server server() {
    return new Server(
        "15.18",
        150018,
        World.SERVER_CLOCK - 1,
        false,
        100,
        3,
        new BackendId(1, World.SERVER_CLOCK),
        Endpoint.of("10.0.7.7", 50_000),
        Road.DIRECT.accepted,
        !eyes.hidesRows(),
        new Server.Admission(offersTls, Duration.ofSeconds(60)));
  }
}
