package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.correlation.pairing.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finished audits, written by hand. */
final class Audits {

  static final Instant NOW = Instant.parse("2026-10-05T03:00:00Z");

  private Audits() {}

  static Audited complete(Pairing... pairings) {
    return of(0, pairings);
  }

  static Audited of(int hidden, Pairing... pairings) {
    return new Audited(
        new ServerInfo(
            "18.1",
            180001,
            0,
            false,
            100,
            3,
            new BackendId(1, 0),
            Endpoint.of("127.0.0.1", 40000),
            Endpoint.of("127.0.0.1", 5432),
            hidden == 0,
            new ServerInfo.AuthenticationSettings(true, Duration.ofMinutes(1))),
        "audit",
        new PairingOutcome.Paired(List.of(pairings), 0, hidden, PairingMemory.NONE),
        List.of(pairings),
        List.of(
            new Audited.Sight(
                "local",
                new ScanCoverage(
                    ScanCoverage.SocketListing.DIAG_ONE_PASS,
                    ScanCoverage.HolderLookup.DESCRIPTORS,
                    List.of()))),
        false,
        NOW,
        Duration.ofMillis(8));
  }

  /** A backend whose client is the process with the next pid. */
  static Pairing exact(int pid, String user, String database) {
    return exact(pid, user, database, SessionState.IDLE);
  }

  static Pairing exact(int pid, String user, String database, SessionState state) {
    return new Pairing(
        backend(pid, user, database, state),
        Verdict.EXACT,
        Set.of(),
        null,
        List.of(new SocketHolder(new ProcessId(pid + 1, 0), pid + 1, "java", null)),
        "local",
        List.of(new Evidence(Evidence.Code.WAITS_FOR_CLIENT, Map.of("waitEvent", "ClientRead"))));
  }

  static Pairing ghost(int pid, String user, String database) {
    return new Pairing(
        backend(pid, user, database, SessionState.ACTIVE),
        Verdict.GHOST,
        Set.of(),
        null,
        List.of(),
        null,
        List.of(new Evidence(Evidence.Code.CLIENT_CLOSED, Map.of("state", "CLOSE_WAIT"))));
  }

  private static Backend backend(int pid, String user, String database, SessionState state) {
    return new Backend(
        new BackendId(pid, 0),
        Backend.Kind.CLIENT,
        new ClientAddress.Tcp(Endpoint.of("127.0.0.1", 40000 + pid)),
        state,
        0L,
        0L,
        null,
        42_000_000L,
        user,
        database,
        "Größe");
  }
}
