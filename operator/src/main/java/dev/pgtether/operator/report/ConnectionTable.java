package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Cell;
import dev.pgtether.audit.document.Columns;
import dev.pgtether.audit.document.Moment;
import dev.pgtether.audit.document.Plain;
import dev.pgtether.audit.document.Row;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/** The table that used to be made by hand: who holds which backend. */
final class ConnectionTable {

  private static final List<String> HEADINGS =
      List.of(
          "BACKEND",
          "CLIENT ADDR",
          "VERDICT",
          "POD",
          "CONTAINER",
          "PID",
          "COMMAND",
          "USER",
          "DATABASE",
          "STATE",
          "SINCE");

  /** As long as most names are; a pod's name is never cut, for its end tells it from others. */
  private static final int MAX_NAME_WIDTH = 24;

  /**
   * What needs a look comes first; then those of one pod together. By nothing that changes with
   * every query, so that a row keeps its place.
   */
  private static final Comparator<Pairing> ORDER =
      Comparator.<Pairing>comparingInt(pairing -> rank(pairing.verdict()))
          .thenComparing(
              pairing -> pairing.clientPod() == null ? "" : pairing.clientPod().namespace())
          .thenComparing(
              pairing -> pairing.clientPod() == null ? "" : pairing.clientPod().podName())
          .thenComparingInt(pairing -> pairing.backend().id().pid())
          .thenComparingLong(pairing -> pairing.backend().id().startMicros());

  private final ScopedAudit audit;
  private final String auditNamespace;

  /**
   * @param auditNamespace the audit's own namespace, which goes without saying
   */
  ConnectionTable(ScopedAudit audit, String auditNamespace) {
    this.audit = audit;
    this.auditNamespace = auditNamespace;
  }

  /**
   * Headings and at most {@code rows} rows.
   *
   * @param bytes in UTF-8, about as many as the lines may take
   */
  List<String> lines(int rows, int bytes) {
    List<List<String>> shown =
        audit.pairings().stream().sorted(ORDER).limit(rows).map(this::cells).toList();
    List<String> lines = TextTable.lines(HEADINGS, shown);
    int used = 0;
    for (int i = 0; i < lines.size(); i++) {
      used += StatusView.bytesOf(lines.get(i));
      if (used > bytes) {
        return lines.subList(0, i);
      }
    }
    return lines;
  }

  private List<String> cells(Pairing pairing) {
    Row row = new Row(pairing, audit.success().result().serverInfo());
    return List.of(
        text(row.backendPid()),
        text(row.clientAddress()),
        pairing.verdict().name(),
        pod(pairing),
        Columns.cut(container(pairing, row), MAX_NAME_WIDTH),
        text(row.clientPid()),
        Columns.cut(text(row.command()), MAX_NAME_WIDTH),
        Columns.cut(text(row.user()), MAX_NAME_WIDTH),
        Columns.cut(text(row.database()), MAX_NAME_WIDTH),
        state(pairing.backend().state()),
        since(row));
  }

  private String pod(Pairing pairing) {
    ClientPod clientPod = pairing.clientPod();
    if (clientPod == null) {
      return switch (pairing.verdict()) {
        case EXTERNAL -> "-";
        default -> "?";
      };
    }
    String name =
        clientPod.namespace().equals(auditNamespace)
            ? clientPod.podName()
            : clientPod.namespace() + "/" + clientPod.podName();
    return clientPod instanceof ClientPod.Gone ? Plain.of(name) + " (gone)" : Plain.of(name);
  }

  private static String container(Pairing pairing, Row row) {
    if (pairing.holders().isEmpty()) {
      return text(row.container());
    }
    SocketHolder oldest = pairing.holders().getFirst();
    String name = pairing.containerOf(oldest);
    return name == null ? "?" : Plain.of(name);
  }

  private static String text(Cell cell) {
    return switch (cell) {
      case Cell.Known(String text) -> Plain.of(text);
      case Cell.Unseen unseen -> "?";
      case Cell.None none -> "-";
    };
  }

  private static String state(SessionState state) {
    return switch (state) {
      case IDLE_IN_TRANSACTION -> "idle in tx";
      case IDLE_IN_TRANSACTION_ABORTED -> "aborted tx";
      case FASTPATH -> "fastpath";
      case UNKNOWN -> "?";
      case STARTING, ACTIVE, IDLE, DISABLED -> state.word();
    };
  }

  private static String since(Row row) {
    Long micros = row.stateSinceMicros();
    return micros == null ? "-" : Moment.toTheSecond(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  private static int rank(Verdict verdict) {
    return switch (verdict) {
      case GHOST -> 0;
      case ABSENT -> 1;
      case AMBIGUOUS -> 2;
      case UNKNOWN -> 3;
      case TRANSLATED -> 4;
      case PROXIED -> 5;
      case POOLED -> 6;
      case EXTERNAL -> 7;
      case LOCAL -> 8;
      case EXACT, SOCKET, POD -> 9;
    };
  }
}
