package dev.pgtether.audit.document;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.correlation.pairing.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pairings written by hand, as an audit at three in the morning may find them. */
final class Examples {

  static final Instant NOW = Instant.parse("2026-10-05T03:00:00.123456789Z");
  static final Endpoint SERVER_ADDRESS = Endpoint.of("127.0.0.1", 5432);
  static final ServerInfo SERVER =
      new ServerInfo(
          "18.1",
          180001,
          micros("2026-09-01T08:00:00.5Z"),
          false,
          100,
          3,
          new BackendId(10600, micros("2026-10-05T03:00:00Z")),
          Endpoint.of("127.0.0.1", 40000),
          SERVER_ADDRESS,
          true,
          new ServerInfo.AuthenticationSettings(true, Duration.ofMinutes(1)));

  private static final String CONTAINER =
      "4f2d1c8a9b7e6d5c4b3a29181706f5e4d3c2b1a0998877665544332211ffeedd";

  static final Pairing IDLE =
      exact(
          row(10614, "127.0.0.1", 41592).named("checkout", "orders", "pool-3"),
          holder(10612, "java"));
  static final Pairing SHARED =
      pairing(
          row(10730, "127.0.0.1", 47160).named("batch", "orders", "gunicorn worker"),
          Verdict.EXACT,
          List.of(holder(10737, "gunicorn"), holder(10738, "gunicorn")),
          waits(),
          new Evidence(Code.SHARED_BY_PROCESSES, Map.of("pids", List.of("10737", "10738"))));
  static final Pairing IN_TRANSACTION =
      exact(
          row(10735, "::1", 52044)
              .in(SessionState.IDLE_IN_TRANSACTION, "2026-10-05T00:47:00Z")
              .named("reporting", "orders", "Monthly report (Müller)"),
          new SocketHolder(process(20811), 20811, "python3", CONTAINER));
  static final Pairing ELSEWHERE =
      unpaired(
          row(10741, "10.0.2.2", 54092).named("checkout", "orders", ""),
          Verdict.EXTERNAL,
          evidence(Code.ADDRESS_ELSEWHERE));
  static final Pairing LINGERING =
      unpaired(
          row(10750, "127.0.0.1", 39384)
              .in(SessionState.ACTIVE, "2026-10-05T02:55:48Z")
              .named("checkout", "orders", "pool-3"),
          Verdict.AMBIGUOUS,
          new Evidence(
              Code.MAY_LINGER,
              Map.of(
                  "candidates",
                  List.of(
                      "127.0.0.1:39384->127.0.0.1:5432 net:[4026531840] cookie 77 pids 3456"))));
  static final Pairing UNIX =
      unpaired(
          row(10760, new ClientAddress.UnixSocket()).named("postgres", "postgres", "psql"),
          Verdict.UNKNOWN,
          evidence(Code.SERVER_PROCESSES_UNREADABLE));
  static final Pairing STANDBY =
      pairing(
          row(10761, "127.0.0.1", 33001)
              .of(Backend.Kind.WALSENDER)
              .in(SessionState.ACTIVE, "2026-10-01T03:00:00Z")
              .named("replicator", null, "walreceiver"),
          Verdict.SOCKET,
          List.of(),
          waits(),
          evidence(Code.HOLDERS_UNREADABLE));
  static final Pairing GONE =
      unpaired(
          row(10770, "127.0.0.1", 33002).named("checkout", "orders", "pool-3"),
          Verdict.GHOST,
          new Evidence(Code.CLIENT_CLOSED, Map.of("state", "CLOSE_WAIT")));
  static final Pairing STARTING =
      unpaired(
          row(10780, new ClientAddress.None())
              .in(SessionState.STARTING, null)
              .named(null, null, ""),
          Verdict.UNKNOWN,
          evidence(Code.APPEARED));
  static final Pairing HOSTILE =
      exact(
          row(10790, "127.0.0.1", 33003)
              .named("=cmd|'/C calc'!A0", "or\u202eders", "a\u001b[2J\nb  EXACT"),
          holder(9999, "\u0007sh\t"));

  static final List<Pairing> ALL =
      List.of(
          IDLE,
          SHARED,
          IN_TRANSACTION,
          ELSEWHERE,
          LINGERING,
          UNIX,
          STANDBY,
          GONE,
          STARTING,
          HOSTILE);

  private Examples() {}

  /** An audit that saw everything. */
  static Audited complete(Pairing... pairings) {
    return audited(List.of(pairings), 0, false);
  }

  static Audited audited(
      List<Pairing> pairings, int hidden, boolean insistsOnNamespaces, Limit... limits) {
    return new Audited(
        SERVER,
        "audit",
        new PairingOutcome.Paired(pairings, 2, hidden, PairingMemory.NONE),
        pairings,
        List.of(
            new Audited.Sight(
                "local",
                new ScanCoverage(
                    ScanCoverage.SocketListing.DIAG_ONE_PASS,
                    ScanCoverage.HolderLookup.OWN_PROCESSES,
                    List.of(limits)))),
        insistsOnNamespaces,
        NOW,
        Duration.ofMillis(8));
  }

  /** The same audit by an agent that may read every process. */
  static Audited withEveryRight(Audited audited) {
    List<Audited.Sight> sights =
        audited.sights().stream()
            .map(
                sight ->
                    new Audited.Sight(
                        sight.agent(),
                        new ScanCoverage(
                            sight.scanCoverage().listing(),
                            ScanCoverage.HolderLookup.DESCRIPTORS,
                            sight.scanCoverage().limits())))
            .toList();
    return new Audited(
        audited.serverInfo(),
        audited.role(),
        audited.paired(),
        audited.shown(),
        sights,
        audited.insistsOnNamespaces(),
        audited.auditedAt(),
        audited.took());
  }

  static long micros(String instant) {
    Instant time = Instant.parse(instant);
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  static Evidence evidence(Code code) {
    return new Evidence(code, Map.of());
  }

  static Evidence waits() {
    return new Evidence(Code.WAITS_FOR_CLIENT, Map.of("waitEvent", "ClientRead"));
  }

  static ProcessId process(int pid) {
    return new ProcessId(pid, micros("2026-10-04T12:00:00.01Z"));
  }

  static SocketHolder holder(int pid, String command) {
    return new SocketHolder(process(pid), pid, command, null);
  }

  static Pairing exact(RowBuilder row, SocketHolder socketHolder) {
    return pairing(row, Verdict.EXACT, List.of(socketHolder), waits());
  }

  static Pairing unpaired(RowBuilder row, Verdict verdict, Evidence evidence) {
    return pairing(row, verdict, List.of(), evidence);
  }

  static Pairing pairing(
      RowBuilder row, Verdict verdict, List<SocketHolder> holders, Evidence... evidence) {
    Backend backend = row.build();
    Endpoint local = backend.tcpClient();
    boolean proven = verdict == Verdict.EXACT || verdict == Verdict.SOCKET;
    return new Pairing(
        backend,
        verdict,
        Set.of(),
        proven && local != null ? socket(local) : null,
        holders,
        proven ? "local" : null,
        List.of(evidence));
  }

  private static ClientSocket socket(Endpoint local) {
    Endpoint peer = local.address().isIpv4() ? SERVER_ADDRESS : Endpoint.of("::1", 5432);
    return new ClientSocket(
        new SocketId(1, 7),
        local,
        peer,
        TcpState.ESTABLISHED,
        0,
        null,
        new SocketHolders.Unreadable());
  }

  static RowBuilder row(int pid, String client, int port) {
    return row(pid, new ClientAddress.Tcp(Endpoint.of(client, port)));
  }

  static RowBuilder row(int pid, ClientAddress client) {
    return new RowBuilder(
        pid,
        client,
        Backend.Kind.CLIENT,
        SessionState.IDLE,
        micros("2026-10-05T02:59:18Z"),
        "checkout",
        "orders",
        "app");
  }

  /** A row of the activity under construction. */
  record RowBuilder(
      int pid,
      ClientAddress client,
      Backend.Kind kind,
      SessionState state,
      @Nullable Long since,
      @Nullable String user,
      @Nullable String database,
      @Nullable String application) {

    RowBuilder of(Backend.Kind other) {
      return new RowBuilder(pid, client, other, state, since, user, database, application);
    }

    RowBuilder in(SessionState other, @Nullable String sinceInstant) {
      Long micros = sinceInstant == null ? null : micros(sinceInstant);
      return new RowBuilder(pid, client, kind, other, micros, user, database, application);
    }

    RowBuilder named(
        @Nullable String newUser, @Nullable String newDatabase, @Nullable String newApplication) {
      return new RowBuilder(pid, client, kind, state, since, newUser, newDatabase, newApplication);
    }

    Backend build() {
      return new Backend(
          new BackendId(pid, micros("2026-10-04T12:00:01.000042Z")),
          kind,
          client,
          state,
          since,
          since,
          null,
          micros("2026-10-05T03:00:00Z"),
          user,
          database,
          application);
    }
  }
}
