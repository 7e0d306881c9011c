package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Columns;
import dev.pgtether.audit.document.Moment;
import dev.pgtether.audit.document.Plain;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Client;
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
final class GroupTable {

  private static final int GROUPS = 40;
  private static final int NAME = 63;

  private final Scoped audit;
  private final String home;
  private final GroupBy by;

  /**
   * @param home the audit's own namespace, which goes without saying
   */
  GroupTable(Scoped audit, String home, GroupBy by) {
    this.audit = audit;
    this.home = home;
    this.by = by;
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
    List<List<String>> rows = sorted.stream().limit(GROUPS).map(Group::texts).toList();
    List<String> headings =
        List.of(by.name(), "PODS", "BACKENDS", "ACTIVE", "IDLE", "IDLE IN TX", "IDLE SINCE");
    List<String> lines = new ArrayList<>(Grid.lines(headings, rows));
    if (sorted.size() > GROUPS) {
      lines.add("and " + (sorted.size() - GROUPS) + " smaller ones");
    }
    return lines;
  }

  private String nameOf(Pairing pairing) {
    Client client = pairing.client();
    String name =
        switch (by) {
          case USER -> Objects.requireNonNullElse(pairing.backend().user(), "(no role)");
          case DATABASE -> Objects.requireNonNullElse(pairing.backend().database(), "(none)");
          case WORKLOAD ->
              client == null ? nobody(pairing) : at(client) + client.workload().toString();
          case POD -> client == null ? nobody(pairing) : at(client) + client.podName();
        };
    return Columns.cut(Plain.of(name), by == GroupBy.POD ? Integer.MAX_VALUE : NAME * 3);
  }

  private String at(Client client) {
    return client.namespace().equals(home) ? "" : client.namespace() + "/";
  }

  private static String nobody(Pairing pairing) {
    return Scoped.says(pairing, Code.NOT_VISIBLE)
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
      if (pairing.client() instanceof Client.Live(Pod pod)) {
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

    List<String> texts() {
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
