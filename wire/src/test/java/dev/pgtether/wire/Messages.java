package dev.pgtether.wire;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** One of each message, with every field and every kind of value in some of them. */
final class Messages {

  static final String NONCE = "u1VdJqzW0S2r9cJbqXxH_A";
  private static final long NAMESPACE = 4_026_532_511L;
  private static final String CONTAINER =
      "3f1c9a7be2d04c58a6f7e8d9c0b1a2938475665544332211ffeeddccbbaa9988";
  private static final Instant STARTED = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant BEGAN = Instant.parse("2026-03-01T12:00:00.125Z");

  private static final SocketHolder JAVA =
      new SocketHolder(new ProcessId(7, 1_772_352_000_120_000L), 51_234, "java", CONTAINER);
  private static final SocketHolder PSQL =
      new SocketHolder(new ProcessId(19, 1_772_366_300_000_000L), null, "psql \"\u001b[31m", null);

  private Messages() {}

  static AgentHealth healthy() {
    return new AgentHealth("0.1.0", "Zm9vYmFyMTIz", STARTED, List.of());
  }

  static AgentHealth troubled() {
    return new AgentHealth(
        "0.1.0",
        "Zm9vYmFyMTIz",
        STARTED,
        List.of(
            new Trouble(
                Trouble.Kind.UNREACHABLE,
                STARTED,
                3,
                "connecting to pgtether-agents.pgtether-system.svc:8443: Connection refused")));
  }

  static Report report() {
    return new Report(
        troubled(),
        NONCE,
        4,
        BEGAN,
        BEGAN.plusMillis(3),
        scan(List.of(java(), unreadable(), forked())));
  }

  /** A report with {@code count} sockets, each as long as they get. */
  static Report big(int count) {
    List<ClientSocket> sockets =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new ClientSocket(
                        new SocketId(NAMESPACE, Long.MAX_VALUE - i),
                        Endpoint.of("fd00:1111:2222:3333:4444:5555:6666:7777", 1 + i),
                        Endpoint.of("fd00:1111:2222:3333:4444:5555:6666:8888", 5432),
                        TcpState.ESTABLISHED,
                        1000,
                        new TcpInfo(
                            Integer.MAX_VALUE,
                            Long.MAX_VALUE,
                            new MonotonicInterval(Long.MAX_VALUE - 1, Long.MAX_VALUE)),
                        new SocketHolders.Known(List.of(JAVA), true),
                        true))
            .toList();
    return new Report(healthy(), NONCE, 4, BEGAN, BEGAN.plusMillis(3), scan(sockets));
  }

  static Report besideTheServer() {
    ServerHostView server =
        new ServerHostView(
            NAMESPACE,
            List.of(Endpoint.of("0.0.0.0", 5432), Endpoint.of("::", 5432)),
            true,
            List.of(
                new BackendProcess(
                    10_614,
                    new ProcessId(614, 1_772_366_300_000_000L),
                    List.of(
                        new BackendProcess.AcceptedConnection(
                            Endpoint.of("10.42.1.9", 5432),
                            Endpoint.of("10.42.1.17", 41_592),
                            TcpState.CLOSE_WAIT)),
                    List.of(
                        new BackendProcess.UnixPeer(
                            778_899, new SocketHolders.Known(List.of(PSQL), false)),
                        new BackendProcess.UnixPeer(0, new SocketHolders.Nobody())))));
    Scan seen = scan(List.of());
    return new Report(
        healthy(),
        NONCE,
        4,
        BEGAN,
        BEGAN,
        new Scan(
            seen.bootId(),
            seen.listed(),
            seen.scanCoverage(),
            seen.namespaces(),
            seen.sockets(),
            server));
  }

  static Excuse excuse() {
    return new Excuse(healthy(), NONCE, 4, "sockets cannot be listed: EACCES on /proc/net/tcp");
  }

  static Question question() {
    return new Question(
        NONCE,
        4,
        Duration.ofSeconds(2),
        new SocketQuery(
            Set.of(5432, 6432),
            Set.of(Endpoint.of("10.42.1.17", 41_592), Endpoint.of("fd00::17", 54_092)),
            Set.of(Endpoint.of("10.42.1.17", 41_592)),
            Set.of(Endpoint.of("10.42.1.17", 41_592)),
            Set.of(10_614),
            new SocketQuery.AuditConnection(
                Endpoint.of("10.42.0.3", 39_000), Endpoint.of("10.42.1.9", 5432), 10_700)));
  }

  static Question plainQuestion() {
    return new Question(
        NONCE,
        0,
        Duration.ofSeconds(2),
        new SocketQuery(Set.of(), Set.of(), Set.of(), Set.of(), null));
  }

  private static Scan scan(List<ClientSocket> sockets) {
    return new Scan(
        "0b4bd9a5-1f0a-4f54-9d0e-6b5e2f7a1c3d",
        new MonotonicInterval(-5_000_000, 3_000_000),
        new ScanCoverage(
            ScanCoverage.SocketListing.DIAG_ONE_PASS,
            ScanCoverage.HolderLookup.OWN_PROCESSES,
            List.of(new Limit(Limit.Kind.PROCESSES_UNREADABLE, 4))),
        List.of(
            new NetworkNamespace(
                NAMESPACE,
                Set.of(IpAddress.parse("10.42.1.17"), IpAddress.parse("fd00::17")),
                true)),
        sockets,
        null);
  }

  private static ClientSocket java() {
    return new ClientSocket(
        new SocketId(NAMESPACE, 20_481),
        Endpoint.of("10.42.1.17", 41_592),
        Endpoint.of("10.43.0.188", 5432),
        TcpState.ESTABLISHED,
        1000,
        new TcpInfo(1_250, 9_321, new MonotonicInterval(3_100_000, 3_200_000)),
        new SocketHolders.Known(List.of(JAVA), true),
        true);
  }

  private static ClientSocket forked() {
    return new ClientSocket(
        new SocketId(NAMESPACE, 20_483),
        Endpoint.of("10.42.1.17", 41_594),
        Endpoint.of("10.43.0.188", 5432),
        TcpState.FIN_WAIT2,
        -2,
        null,
        new SocketHolders.Known(List.of(JAVA, PSQL), false));
  }

  private static ClientSocket unreadable() {
    return new ClientSocket(
        new SocketId(NAMESPACE, 20_482),
        Endpoint.of("fd00::17", 54_092),
        Endpoint.of("fd00::9", 6432),
        TcpState.ESTABLISHED,
        0,
        null,
        new SocketHolders.Unreadable());
  }
}
