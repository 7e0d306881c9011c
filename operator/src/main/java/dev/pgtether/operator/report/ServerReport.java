package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Moment;
import dev.pgtether.audit.document.Plain;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.operator.api.ServerStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The server, for programs and in a few lines for people. */
final class ServerReport {

  private static final int VERSION_LENGTH = 64;

  private ServerReport() {}

  static ServerStatus statusOf(AuditOutcome.Success success) {
    ServerInfo serverInfo = success.result().serverInfo();
    return new ServerStatus(
        TextFormat.truncate(Plain.of(serverInfo.version()), VERSION_LENGTH),
        serverInfo.inRecovery() ? ServerStatus.Role.STANDBY : ServerStatus.Role.PRIMARY,
        serverInfo.address() == null ? null : serverInfo.address().toString(),
        Moment.toTheSecond(
            Instant.EPOCH.plus(serverInfo.postmasterStartMicros(), ChronoUnit.MICROS)),
        serverInfo.maxConnections(),
        serverInfo.reservedConnections(),
        used(success));
  }

  /** Walsenders have slots of their own (max_wal_senders); the audit's own backend has no row. */
  private static int used(AuditOutcome.Success success) {
    return 1
        + (int)
            success.paired().pairings().stream()
                .filter(pairing -> pairing.backend().kind() == Backend.Kind.CLIENT)
                .count();
  }

  /** {@code 143/197}; with hidden rows, which may be sessions, {@code >=143/197}. */
  static String usedSlots(AuditOutcome.Success success) {
    ServerStatus server = statusOf(success);
    return (success.paired().hiddenRows() > 0 ? ">=" : "")
        + server.used()
        + "/"
        + (server.maxConnections() - server.reserved());
  }

  static List<String> lines(ScopedAudit audit) {
    ServerStatus server = statusOf(audit.success());
    int slots = server.maxConnections() - server.reserved();
    List<String> lines = new ArrayList<>();
    lines.add(
        StatusView.PRODUCT
            + server.version()
            + (server.role() == ServerStatus.Role.STANDBY ? ", standby" : ", primary")
            + (server.address() == null ? "" : ", at " + server.address())
            + ", up since "
            + server.startTime());
    lines.add(
        (audit.success().paired().hiddenRows() > 0 ? "at least " : "")
            + server.used()
            + " of "
            + slots
            + " slots used ("
            + TextFormat.plural(server.reserved(), "more is reserved", "more are reserved")
            + ")");
    lines.add(verdicts(audit));
    if (audit.outOfScope() > 0) {
      lines.add(
          TextFormat.plural(audit.outOfScope(), "backend is", "backends are")
              + " left out below by spec.scope");
    }
    return lines;
  }

  private static String verdicts(ScopedAudit audit) {
    List<String> parts = new ArrayList<>();
    Map<Verdict, Integer> counts = audit.verdicts();
    Stream.concat(Stream.of(Verdict.EXACT, Verdict.SOCKET, Verdict.POD), counts.keySet().stream())
        .distinct()
        .filter(counts::containsKey)
        .forEach(
            verdict ->
                parts.add(counts.get(verdict) + " " + verdict.name().toLowerCase(Locale.ROOT)));
    return TextFormat.plural(audit.pairings().size(), "backend", "backends")
        + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
  }
}
