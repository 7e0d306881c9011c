package dev.pgtether.testkit.bench.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.wire.AgentHealth;
import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Greeting;
import dev.pgtether.wire.Post;
import dev.pgtether.wire.Question;
import dev.pgtether.wire.Report;
import dev.pgtether.wire.Scan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Speaks as an agent does: one kept connection, the leader where it is known, and after failures
 * the agent's own back-off. What it says that it sees is one socket, if it has one.
 */
final class SimulatedAgent implements Runnable {

  private static final long FIRST_RETRY_MILLIS = 2_000;
  private static final long LONGEST_RETRY_MILLIS = 20_000;
  private static final int MOST_HOPS = 3;
  private static final int MOVED = 421;
  private static final long NAMESPACE = 4_026_531_840L;

  private final int number;
  private final InetAddress address;
  private final String token;
  private final Meeting meeting;
  private final @Nullable Endpoints socket;
  private final AgentHealth health;

  private @Nullable InetSocketAddress leader;
  private @Nullable AgentConnection connection;
  private int failures;
  private int hops;

  SimulatedAgent(
      int number, InetAddress address, String token, Meeting meeting, @Nullable Endpoints socket) {
    this.number = number;
    this.address = address;
    this.token = token;
    this.meeting = meeting;
    this.socket = socket;
    this.health = new AgentHealth("simulated", "run-" + number, Instant.now(), List.of());
  }

  /** Both ends of its client's connection. */
  record Endpoints(Endpoint local, Endpoint peer) {}

  @Override
  public void run() {
    Post next = new Greeting(health);
    try {
      while (true) {
        try {
          next = exchange(next);
        } catch (IOException failed) {
          drop();
          leader = null;
          next = new Greeting(health);
          Thread.sleep(backoff());
        }
      }
    } catch (InterruptedException end) {
      drop();
    }
  }

  private Post exchange(Post post) throws IOException, InterruptedException {
    AgentConnection line = connection;
    if (line == null) {
      line = connect();
      connection = line;
    }
    AgentConnection.Answer answer = line.post(token, Codec.encode(post));
    switch (answer.status()) {
      case 200 -> {
        succeeded();
        return report(Codec.decodeQuestion(answer.body()));
      }
      case 204 -> succeeded();
      case MOVED -> follow(answer.head().get(Exchange.LEADER_HEADER.toLowerCase(Locale.ROOT)));
      default -> throw new IOException(answer.status() + " " + new String(answer.body(), UTF_8));
    }
    return new Greeting(health);
  }

  private AgentConnection connect() throws IOException, InterruptedException {
    meeting.handshakes().acquire();
    try {
      IOException last = null;
      for (InetSocketAddress to : leader == null ? meeting.shuffled() : List.of(leader)) {
        try {
          return AgentConnection.open(address, to, meeting.name(), number, meeting.trusted());
        } catch (IOException failed) {
          last = failed; // the operator's name has an address for each replica
        }
      }
      throw last == null ? new IOException("there is no replica") : last;
    } finally {
      meeting.handshakes().release();
    }
  }

  private void succeeded() {
    failures = 0;
    hops = 0;
  }

  private void follow(@Nullable String hostAndPort) throws IOException {
    hops++;
    if (hostAndPort == null || hops > MOST_HOPS) {
      hops = 0;
      throw new IOException("nobody leads");
    }
    drop();
    int colon = hostAndPort.lastIndexOf(':');
    leader =
        new InetSocketAddress(
            hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }

  private long backoff() {
    long bound = Math.min(FIRST_RETRY_MILLIS << Math.min(failures, 10), LONGEST_RETRY_MILLIS);
    failures++;
    return ThreadLocalRandom.current().nextLong(bound);
  }

  private Post report(Question question) {
    Instant now = Instant.now();
    long begin = System.nanoTime();
    AgentReport seen =
        new AgentReport(
            "simulated",
            "boot",
            new MonotonicInterval(begin, System.nanoTime()),
            new ScanCoverage(
                ScanCoverage.SocketListing.DIAG_ONE_PASS,
                ScanCoverage.HolderLookup.DESCRIPTORS,
                List.of()),
            List.of(new NetworkNamespace(NAMESPACE + number, Set.of(IpAddress.of(address)), true)),
            socket == null ? List.of() : List.of(socketOf(socket)),
            null);
    return new Report(health, question.nonce(), question.epoch(), now, now, Scan.of(seen));
  }

  private ClientSocket socketOf(Endpoints ends) {
    SocketHolder socketHolder = new SocketHolder(new ProcessId(7, 1), 7, "client", null);
    return new ClientSocket(
        new SocketId(NAMESPACE + number, 1),
        ends.local(),
        ends.peer(),
        TcpState.ESTABLISHED,
        1_000,
        null,
        new SocketHolders.Known(List.of(socketHolder), true));
  }

  private void drop() {
    AgentConnection line = connection;
    connection = null;
    if (line != null) {
      try {
        line.close();
      } catch (IOException gone) {
        // it is of no use any more, whatever close says
      }
    }
  }
}
