package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Columns;
import dev.pgtether.audit.document.Moment;
import dev.pgtether.audit.document.Plain;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.operator.api.ReportSpec.GroupBy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The connections added up: whose they are, and what they do. */
final class GroupedConnectionTable {

  private static final int MAX_GROUPS = 40;
  private static final int MAX_NAME_WIDTH = 63;

  private final ScopedAudit audit;
  private final String auditNamespace;
  private final GroupBy groupBy;

  /**
   * @param auditNamespace the audit's own namespace, which goes without saying
   */
  GroupedConnectionTable(ScopedAudit audit, String auditNamespace, GroupBy by) {
    this.audit = audit;
    this.auditNamespace = auditNamespace;
    this.groupBy = by;
  }

  /** {@code WORKLOADS}, {@code PODS}, {@code USERS}, {@code DATABASES}. */
  static String title(GroupBy by) {
    return by.name() + "S";
  }

  /** Headings, and the largest groups first. */
  List<String> lines() {
    Map<String, Group> groups = new TreeMap<>();
    for (Pairing pairing : audit.pairings()) {
      groups.computeIfAbsent(nameOf(pairing), Group::new).add(pairing);
    }
    List<Group> sorted = new ArrayList<>(groups.values());
    sorted.sort(Comparator.<Group>comparingInt(group -> -group.backends));
    List<List<String>> rows = sorted.stream().limit(MAX_GROUPS).map(Group::cells).toList();
    List<String> headings =
        List.of(groupBy.name(), "PODS", "BACKENDS", "ACTIVE", "IDLE", "IDLE IN TX", "IDLE SINCE");
    List<String> lines = new ArrayList<>(TextTable.lines(headings, rows));
    if (sorted.size() > MAX_GROUPS) {
      lines.add("and " + (sorted.size() - MAX_GROUPS) + " smaller ones");
    }
    return lines;
  }

  private String nameOf(Pairing pairing) {
    ClientPod clientPod = pairing.clientPod();
    String name =
        switch (groupBy) {
          case USER -> Objects.requireNonNullElse(pairing.backend().user(), "(no role)");
          case DATABASE -> Objects.requireNonNullElse(pairing.backend().database(), "(none)");
          case WORKLOAD ->
              clientPod == null
                  ? unknownClient(pairing)
                  : namespacePrefix(clientPod) + clientPod.workload().toString();
          case POD ->
              clientPod == null
                  ? unknownClient(pairing)
                  : namespacePrefix(clientPod) + clientPod.podName();
        };
    return Columns.cut(
        Plain.of(name), groupBy == GroupBy.POD ? Integer.MAX_VALUE : MAX_NAME_WIDTH * 3);
  }

  private String namespacePrefix(ClientPod clientPod) {
    return clientPod.namespace().equals(auditNamespace) ? "" : clientPod.namespace() + "/";
  }

  private static String unknownClient(Pairing pairing) {
    return ScopedAudit.hasEvidence(pairing, Code.NOT_VISIBLE)
        ? "(not visible)"
        : "(" + pairing.verdict().name().toLowerCase(Locale.ROOT) + ")";
  }

  /** Some connections, counted. */
  private static final class Group {
    private final String name;
    private final Set<String> pods = new HashSet<>();
    private int backends;
    private int active;
    private int idle;
    private int inTransaction;
    private @Nullable Long idleSince;

    Group(String name) {
      this.name = name;
    }

    void add(Pairing pairing) {
      Backend backend = pairing.backend();
      if (pairing.clientPod() instanceof ClientPod.Live(Pod pod)) {
        pods.add(pod.uid());
      }
      backends++;
      SessionState state = backend.state();
      if (state == SessionState.ACTIVE || state == SessionState.FASTPATH) {
        active++;
      }
      if (state == SessionState.IDLE_IN_TRANSACTION
          || state == SessionState.IDLE_IN_TRANSACTION_ABORTED) {
        inTransaction++;
      }
      if (state == SessionState.IDLE) {
        idle++;
        Long since = backend.stateChangeMicros();
        if (since != null && (idleSince == null || since < idleSince)) {
          idleSince = since;
        }
      }
    }

    List<String> cells() {
      return List.of(
          name,
          pods.isEmpty() ? "-" : Integer.toString(pods.size()),
          Integer.toString(backends),
          Integer.toString(active),
          Integer.toString(idle),
          Integer.toString(inTransaction),
          idleSince == null
              ? "-"
              : Moment.toTheSecond(Instant.EPOCH.plus(idleSince, ChronoUnit.MICROS)));
    }
  }
}
