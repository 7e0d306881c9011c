package dev.pgtether.audit.document;

import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The lines under a table: what the audit came to, and what it could not see and why. */
public final class Remarks {

  private Remarks() {}

  /**
   * {@code 14 backends: 12 exact, 1 ambiguous, 1 external; audited 2026-10-05T03:00:00Z in 8 ms}.
   */
  public static String summary(Audited audited) {
    List<String> parts = new ArrayList<>();
    counts(audited.paired().pairings())
        .forEach(
            (verdict, count) -> {
              if (count > 0) {
                parts.add(count + " " + verdict.name().toLowerCase(Locale.ROOT));
              }
            });
    if (audited.paired().hiddenRows() > 0) {
      parts.add(audited.paired().hiddenRows() + " hidden");
    }
    if (audited.paired().vanishedBackends() > 0) {
      parts.add(audited.paired().vanishedBackends() + " vanished");
    }
    int backends = audited.paired().pairings().size();
    int shown = audited.shown().size();
    return plural(backends, "backend")
        + (parts.isEmpty() ? "" : ": " + String.join(", ", parts))
        + (shown == backends ? "" : "; " + shown + " shown")
        + "; audited "
        + Moment.toTheSecond(audited.auditedAt())
        + " in "
        + audited.took().toMillis()
        + " ms";
  }

  /** One line for each gap: what was not seen, and what it takes to see it. */
  public static List<String> notSeen(Audited audited) {
    return Gap.of(audited).stream().map(gap -> "not seen: " + sentence(gap, audited)).toList();
  }

  private static String sentence(Gap gap, Audited audited) {
    return switch (gap.kind()) {
      case ROWS_HIDDEN ->
          plural(gap.count(), "row")
              + " of pg_stat_activity hidden - needs pg_read_all_stats (GRANT pg_monitor TO "
              + identifier(audited.role())
              + ")";
      case SERVER_PROCESSES_UNREADABLE ->
          "the server's processes, with the far ends of "
              + plural(gap.count(), "Unix socket")
              + " - needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH (run as root)";
      case NO_REPORT -> "any sockets - audit again";
      case PROCESSES_UNREADABLE ->
          "the sockets of "
              + plural(gap.count(), "process", "processes")
              + ofHolders(audited)
              + (audited.asked() != null
                  ? " - needs the injection mode processes (label pgtether.dev/inject=processes)"
                  : Gap.lacksRight(audited)
                      ? " - needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH (run as root)"
                      : " - denied although the rights are there (a security module, a user namespace)");
      case NAMESPACES_UNREADABLE ->
          plural(gap.count(), "network namespace")
              + ofRows(gap)
              + " - needs CAP_SYS_ADMIN and CAP_SYS_PTRACE (run as root)";
      case NAMESPACES_NOT_ASKED ->
          plural(gap.count(), "network namespace")
              + " left out on request"
              + ofRows(gap)
              + " - leave out --own-namespace";
      case DEADLINE ->
          "all sockets before the scan's deadline" + ofRows(gap) + " - raise --timeout";
      case TOO_MANY_SOCKETS ->
          plural(gap.count(), "socket") + " above the bound of one scan" + ofRows(gap);
      case LISTING_INTERRUPTED ->
          "sockets that came or went while the kernel listed them" + ofRows(gap) + " - audit again";
      case NO_SOCKET_DIAGNOSIS ->
          "socket cookies and ages: the kernel's socket diagnosis is refused or absent"
              + " - needs the module tcp_diag, or a seccomp profile that allows AF_NETLINK";
      case AGENTS_SILENT ->
          plural(gap.count(), "agent")
              + " asked without an answer in time"
              + ofRows(gap)
              + " - the logs of the pgtether-agent containers say why";
      case NO_AGENT ->
          "the processes of "
              + plural(gap.count(), "row")
              + " whose pods have no agent - label the pods pgtether.dev/inject";
      case NOT_VISIBLE ->
          "the pods of "
              + plural(gap.count(), "row")
              + " - annotate their namespaces with pgtether.dev/visible-to";
      case CLUSTER_NOT_CAUGHT_UP ->
          "the pods of "
              + plural(gap.count(), "row")
              + " that are too young for what the API server has told - audit again";
    };
  }

  /** As SQL writes it (PostgreSQL's documentation, "Identifiers and Key Words"). */
  private static String identifier(String name) {
    return name.matches("[a-z_][a-z0-9_]*")
        ? name
        : '"' + Plain.of(name).replace("\"", "\"\"") + '"';
  }

  private static String ofHolders(Audited audited) {
    int nameless = Gap.rowsSaying(EnumSet.of(Evidence.Code.HOLDERS_UNREADABLE), audited);
    int perhapsMore = Gap.rowsSaying(EnumSet.of(Evidence.Code.MORE_HOLDERS_POSSIBLE), audited);
    List<String> parts = new ArrayList<>(2);
    if (nameless > 0) {
      parts.add(plural(nameless, "row") + " without a process");
    }
    if (perhapsMore > 0) {
      parts.add(plural(perhapsMore, "row") + " with a process that may not be the only one");
    }
    return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
  }

  private static String ofRows(Gap gap) {
    return gap.rows() == 0 ? "" : " (" + plural(gap.rows(), "row") + " affected)";
  }

  /** How often each verdict was given, in the order of precedence; those never given are 0. */
  static Map<Verdict, Integer> counts(List<Pairing> pairings) {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict, 0);
    }
    pairings.forEach(pairing -> counts.merge(pairing.verdict(), 1, Integer::sum));
    return counts;
  }

  private static String plural(long count, String one) {
    return plural(count, one, one + "s");
  }

  private static String plural(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
