package dev.pgtether.audit.document;

import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Something that an audit could not see.
 *
 * @param count how many such things there are, at least 1; what they are depends on the kind
 * @param rows how many pairings say that they lack it
 * @param blocking it makes the audit incomplete
 */
public record Gap(Kind kind, long count, int rows, boolean blocking) {

  /** What could not be seen. The names of {@link Limit.Kind}, and what no agent reports. */
  public enum Kind {
    /** Rows of the activity that the database role may not read; the count is of rows. */
    ROWS_HIDDEN,
    /** The server's own processes, with the far ends of Unix sockets; the count is of rows. */
    SERVER_PROCESSES_UNREADABLE,
    /** Any sockets: no agent answered between the two readings; the count is of rows. */
    NO_REPORT,
    PROCESSES_UNREADABLE,
    NAMESPACES_UNREADABLE,
    NAMESPACES_NOT_ASKED,
    DEADLINE,
    TOO_MANY_SOCKETS,
    LISTING_INTERRUPTED,
    NO_SOCKET_DIAGNOSIS,
    /** Agents that were asked and have not answered in time; the count is of agents. */
    AGENTS_SILENT,
    /** Pods without an agent; the count is of rows. */
    NO_AGENT,
    /** Pods of namespaces that the audit may not see; the count is of rows. */
    NOT_VISIBLE,
    /** What the API server had yet to tell; the count is of rows. */
    CLUSTER_NOT_CAUGHT_UP
  }

  private static final List<Kind> TOLD_BY_ROWS =
      List.of(
          Kind.SERVER_PROCESSES_UNREADABLE,
          Kind.NO_REPORT,
          Kind.NO_AGENT,
          Kind.NOT_VISIBLE,
          Kind.CLUSTER_NOT_CAUGHT_UP);

  /**
   * The gaps of an audit, in the order of their kinds.
   *
   * <p>Namespaces that could not be entered, or were left out on purpose, block only when a row
   * lacks them or when every one was insisted on: on a host full of unrelated containers an audit
   * that explains all its rows is complete. Processes that deny even an agent with every right
   * block only where a row names no process for them: no right is missing that could be given. In a
   * cluster it is for each pod's owner to say whether its processes are shown, whether it has an
   * agent, and who may see it; none of that makes an audit incomplete.
   */
  public static List<Gap> of(Audited audited) {
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    if (audited.paired().hiddenRows() > 0) {
      counts.put(Kind.ROWS_HIDDEN, (long) audited.paired().hiddenRows());
    }
    Audited.Asked asked = audited.asked();
    if (asked != null && asked.silent() > 0) {
      counts.put(Kind.AGENTS_SILENT, (long) asked.silent());
    }
    for (Kind kind : TOLD_BY_ROWS) {
      long lacking = rowsLacking(kind, audited);
      if (lacking > 0) {
        counts.put(kind, lacking);
      }
    }
    for (Audited.Sight sight : audited.sights()) {
      for (Limit limit : sight.scanCoverage().limits()) {
        counts.merge(kindOf(limit.kind()), limit.count(), Long::sum);
      }
    }
    List<Gap> gaps = new ArrayList<>(counts.size());
    counts.forEach(
        (kind, count) -> {
          int rows = rowsLacking(kind, audited);
          gaps.add(new Gap(kind, count, rows, blocks(kind, rows, audited)));
        });
    return gaps;
  }

  private static boolean blocks(Kind kind, int rows, Audited audited) {
    return switch (kind) {
      case NAMESPACES_UNREADABLE -> rows > 0 || audited.insistsOnNamespaces();
      case NAMESPACES_NOT_ASKED -> rows > 0;
      case PROCESSES_UNREADABLE ->
          audited.asked() == null
              && (lacksRight(audited)
                  || rowsSaying(EnumSet.of(Evidence.Code.HOLDERS_UNREADABLE), audited) > 0);
      case NO_AGENT, NOT_VISIBLE, CLUSTER_NOT_CAUGHT_UP -> false;
      case ROWS_HIDDEN,
          SERVER_PROCESSES_UNREADABLE,
          NO_REPORT,
          DEADLINE,
          TOO_MANY_SOCKETS,
          LISTING_INTERRUPTED,
          NO_SOCKET_DIAGNOSIS,
          AGENTS_SILENT ->
          true;
    };
  }

  /** Some agent reads only what its own user may, so that a right given to it would show more. */
  static boolean lacksRight(Audited audited) {
    return audited.sights().stream()
        .anyMatch(
            sight ->
                sight.scanCoverage().holderLookup() == ScanCoverage.HolderLookup.OWN_PROCESSES);
  }

  private static int rowsLacking(Kind kind, Audited audited) {
    return rowsSaying(tellingOf(kind), audited);
  }

  static int rowsSaying(Set<Evidence.Code> codes, Audited audited) {
    int rows = 0;
    for (Pairing pairing : audited.paired().pairings()) {
      if (pairing.evidence().stream().anyMatch(evidence -> codes.contains(evidence.code()))) {
        rows++;
      }
    }
    return rows;
  }

  /** The evidence by which a row says that it lacks what the kind names. */
  private static Set<Evidence.Code> tellingOf(Kind kind) {
    return switch (kind) {
      case SERVER_PROCESSES_UNREADABLE -> EnumSet.of(Evidence.Code.SERVER_PROCESSES_UNREADABLE);
      case NO_REPORT -> EnumSet.of(Evidence.Code.NO_REPORT);
      case AGENTS_SILENT -> EnumSet.of(Evidence.Code.AGENT_SILENT);
      case NO_AGENT -> EnumSet.of(Evidence.Code.NO_AGENT, Evidence.Code.AGENT_MISSING);
      case NOT_VISIBLE -> EnumSet.of(Evidence.Code.NOT_VISIBLE);
      case CLUSTER_NOT_CAUGHT_UP -> EnumSet.of(Evidence.Code.CLUSTER_NOT_CAUGHT_UP);
      case PROCESSES_UNREADABLE ->
          EnumSet.of(Evidence.Code.HOLDERS_UNREADABLE, Evidence.Code.MORE_HOLDERS_POSSIBLE);
      case NAMESPACES_UNREADABLE, NAMESPACES_NOT_ASKED ->
          EnumSet.of(Evidence.Code.NAMESPACES_UNSEEN);
      case DEADLINE, TOO_MANY_SOCKETS, LISTING_INTERRUPTED ->
          EnumSet.of(Evidence.Code.LISTING_INCOMPLETE);
      case ROWS_HIDDEN, NO_SOCKET_DIAGNOSIS -> EnumSet.noneOf(Evidence.Code.class);
    };
  }

  private static Kind kindOf(Limit.Kind kind) {
    return switch (kind) {
      case PROCESSES_UNREADABLE -> Kind.PROCESSES_UNREADABLE;
      case NAMESPACES_UNREADABLE -> Kind.NAMESPACES_UNREADABLE;
      case NAMESPACES_NOT_ASKED -> Kind.NAMESPACES_NOT_ASKED;
      case DEADLINE -> Kind.DEADLINE;
      case TOO_MANY_SOCKETS -> Kind.TOO_MANY_SOCKETS;
      case LISTING_INTERRUPTED -> Kind.LISTING_INTERRUPTED;
      case NO_SOCKET_DIAGNOSIS -> Kind.NO_SOCKET_DIAGNOSIS;
    };
  }
}
