package dev.pgtether.correlation.engine;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingMemory.RememberedBackend;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
import dev.pgtether.correlation.proof.ClockAlignment;
import dev.pgtether.correlation.proof.SocketTrafficCheck;
import dev.pgtether.correlation.proof.SoleSocketProof;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.PeerClassifier;
import dev.pgtether.correlation.socket.ScannedNamespace;
import dev.pgtether.correlation.socket.SocketIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One audit for the test of a rule: a backend with a TCP client, and what the agents saw. Each test
 * adds the facts that matter to its rule.
 *
 * <p>All clocks agree. A1 is read at 9 s, the sockets are scanned at 9.5 s, A2 is read at 10 s.
 */
final class RuleTestAudit {

  static final Endpoint CLIENT = Endpoint.of("10.0.1.1", 41_000);
  static final Endpoint SERVER = Endpoint.of("10.0.2.2", 5432);
  static final Endpoint SHARED = Endpoint.of("10.0.9.9", 5432);
  static final Endpoint UNKNOWN = Endpoint.of("10.0.3.3", 5432);
  static final String BOOT = "boot";

  private static final long NAMESPACE = 7;
  private static final long SECOND = 1_000_000_000;
  private static final MonotonicInterval SCAN =
      new MonotonicInterval(9_500_000_000L, 9_500_100_000L);
  private static final MonotonicInterval A1 = new MonotonicInterval(9 * SECOND, 9 * SECOND + 1_000);
  private static final MonotonicInterval A2 =
      new MonotonicInterval(10 * SECOND, 10 * SECOND + 1_000);
  private static final ServerEndpoints ENDPOINTS =
      ServerEndpoints.of(
          Map.of(SERVER, RouteTarget.THIS_SERVER, SHARED, RouteTarget.ONE_OF_SEVERAL));

  private final Backend backend;
  private final List<Backend> firstRows = new ArrayList<>();
  private final List<Backend> secondRows = new ArrayList<>();
  private final List<ClientSocket> sockets = new ArrayList<>();
  private final List<NetworkNamespace> namespaces = new ArrayList<>();
  private ReportOrigin origin = new ReportOrigin.LocalCollector();
  private PairingMemory memory = PairingMemory.NONE;
  private int hiddenRows;

  private RuleTestAudit(Backend backend) {
    this.backend = backend;
    firstRows.add(backend);
    secondRows.add(backend);
    namespaces.add(namespace(NAMESPACE));
  }

  static RuleTestAudit of(Backend backend) {
    return new RuleTestAudit(backend);
  }

  /** A backend that started at 1 s, ran a query from 5 s to 6 s, and waits for its client. */
  static Backend idle() {
    return row(20, 1_000_000, SessionState.IDLE, 5_000_000L, 6_000_000L);
  }

  /** A backend that started at 1 s and runs a query since {@code queryStartMicros}. */
  static Backend active(long queryStartMicros) {
    return row(20, 1_000_000, SessionState.ACTIVE, queryStartMicros, queryStartMicros);
  }

  static Backend row(
      int pid, long startMicros, SessionState state, Long queryStartMicros, Long changeMicros) {
    return new Backend(
        new BackendId(pid, startMicros),
        Backend.Kind.CLIENT,
        new ClientAddress.Tcp(CLIENT),
        state,
        changeMicros,
        queryStartMicros,
        state == SessionState.ACTIVE ? null : "ClientRead",
        10_000_000,
        "app",
        "orders",
        null);
  }

  /**
   * An ESTABLISHED socket at {@link #CLIENT} that last sent data {@code millis} before the scan.
   */
  static ClientSocket socket(long cookie, Endpoint peer, long millis) {
    return socket(cookie, CLIENT, peer, TcpState.ESTABLISHED, new TcpInfo(millis, 5_000, SCAN));
  }

  static ClientSocket socket(
      long cookie, Endpoint local, Endpoint peer, TcpState state, TcpInfo tcpInfo) {
    return new ClientSocket(
        new SocketId(NAMESPACE, cookie),
        local,
        peer,
        state,
        1000,
        tcpInfo,
        new SocketHolders.Known(
            List.of(new SocketHolder(new ProcessId(50, 0), null, "client", null)), true));
  }

  /** The traffic of a socket: last data sent {@code millis} before the scan, and bytes received. */
  static TcpInfo traffic(long millis, long bytesReceived) {
    return new TcpInfo(millis, bytesReceived, SCAN);
  }

  /** {@code socket}, which its agent found to be the only one at its endpoint. */
  static ClientSocket sole(ClientSocket socket) {
    return new ClientSocket(
        socket.id(),
        socket.local(),
        socket.peer(),
        socket.state(),
        socket.uid(),
        socket.tcpInfo(),
        socket.holders(),
        true);
  }

  RuleTestAudit withSocket(ClientSocket socket) {
    sockets.add(socket);
    return this;
  }

  /** Another scanned namespace that has the client's address. */
  RuleTestAudit withSecondOwner() {
    namespaces.add(namespace(NAMESPACE + 1));
    return this;
  }

  RuleTestAudit withRowInBothReadings(Backend other) {
    secondRows.add(other);
    return withRowInFirstReading(other);
  }

  RuleTestAudit withRowInFirstReading(Backend other) {
    firstRows.add(other);
    return this;
  }

  RuleTestAudit withHiddenRow() {
    hiddenRows = 1;
    return this;
  }

  RuleTestAudit reportedByPodAgent() {
    origin = new ReportOrigin.PodAgent("uid");
    return this;
  }

  /** An earlier audit proved the socket with {@code cookie} to be the backend's. */
  RuleTestAudit withProvenSocket(long cookie) {
    memory =
        new PairingMemory(
            Map.of(backend.id(), RememberedBackend.proven(new SocketId(NAMESPACE, cookie), BOOT)));
    return this;
  }

  TcpClientFacts facts() {
    SocketIndex socketIndex = socketIndex();
    return new TcpPairingRules(
            ActivityComparison.of(snapshot(firstRows, A1), snapshot(secondRows, A2)),
            socketIndex,
            new PeerClassifier(ENDPOINTS, socketIndex, null, null),
            trafficCheck(),
            soleSocketProof(),
            memory)
        .factsOf(backend, CLIENT, socketIndex.namespacesWith(CLIENT.address()));
  }

  SocketIndex socketIndex() {
    return SocketIndex.of(
        List.of(
            new AgentReport(
                "agent",
                BOOT,
                SCAN,
                new ScanCoverage(
                    ScanCoverage.SocketListing.DIAG_ONE_PASS,
                    ScanCoverage.HolderLookup.DESCRIPTORS,
                    List.of()),
                namespaces,
                sockets,
                null,
                origin)));
  }

  ScannedNamespace scannedNamespace() {
    return socketIndex().namespacesWith(CLIENT.address()).getFirst();
  }

  NoSocketRules noSocketRules() {
    return new NoSocketRules(socketIndex());
  }

  static SocketTrafficCheck trafficCheck() {
    return new SocketTrafficCheck(new ClockAlignment(A1, A2), serverInfo());
  }

  static SoleSocketProof soleSocketProof() {
    return new SoleSocketProof(new ClockAlignment(A1, A2));
  }

  static List<Evidence.Code> codesOf(PairingDecision decision) {
    return codesOf(decision.pairing().evidence());
  }

  static List<Evidence.Code> codesOf(List<Evidence> evidence) {
    return evidence.stream().map(Evidence::code).toList();
  }

  /** What {@code rule} says of the only matching socket of {@code audit}. */
  static List<Evidence.Code> doubts(OwnerRule rule, RuleTestAudit audit) {
    TcpClientFacts facts = audit.facts();
    CandidateSocket candidateSocket = facts.candidates().getFirst();
    return codesOf(rule.doubts(facts, candidateSocket));
  }

  private static NetworkNamespace namespace(long inode) {
    return new NetworkNamespace(inode, Set.of(CLIENT.address()), false);
  }

  private ActivitySnapshot snapshot(List<Backend> rows, MonotonicInterval interval) {
    return new ActivitySnapshot(serverInfo(), rows, hiddenRows, interval);
  }

  private static ServerInfo serverInfo() {
    return new ServerInfo(
        "17.6",
        170006,
        0,
        false,
        100,
        3,
        new BackendId(900, 0),
        new Endpoint(IpAddress.parse("10.0.7.7"), 50_000),
        SERVER,
        true,
        new ServerInfo.AuthenticationSettings(false, Duration.ofMinutes(1)));
  }
}
