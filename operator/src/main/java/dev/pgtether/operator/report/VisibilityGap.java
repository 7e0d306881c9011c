package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Plain;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.operator.api.LabelsAndAnnotations;
import dev.pgtether.operator.api.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that a good audit did not see.
 *
 * @param reason why the audit is incomplete by it; null when it is not, because nobody has promised
 *     to see that
 * @param sentence what, how much of it, and what to do to see it
 */
record VisibilityGap(@Nullable Reason reason, String sentence) {

  /** Everything that was not seen, what makes the audit incomplete first. */
  static List<VisibilityGap> of(ScopedAudit audit, String auditNamespace) {
    List<VisibilityGap> all = new ArrayList<>();
    addHidden(audit, all);
    addSilent(audit, all);
    addLimits(audit, all);
    addNotVisible(audit, auditNamespace, all);
    addWithoutAgent(audit, all);
    addWithoutProcess(audit, all);
    EvidenceGaps.sentences(audit).forEach(sentence -> all.add(new VisibilityGap(null, sentence)));
    return all;
  }

  private static void addHidden(ScopedAudit audit, List<VisibilityGap> all) {
    int hidden = audit.success().paired().hiddenRows();
    if (hidden > 0) {
      all.add(
          new VisibilityGap(
              Reason.ROWS_HIDDEN,
              TextFormat.plural(hidden, "row", "rows")
                  + " of pg_stat_activity hidden from role "
                  + Plain.of(audit.success().role())
                  + "; in PostgreSQL, as a superuser: GRANT pg_monitor TO "
                  + identifier(audit.success().role())));
    }
  }

  private static void addSilent(ScopedAudit audit, List<VisibilityGap> all) {
    Set<String> silent = audit.success().result().seen().silent();
    if (!silent.isEmpty()) {
      List<String> pods =
          audit.success().clusterSnapshot().pods().stream()
              .filter(pod -> pod.visible() && silent.contains(pod.uid()))
              .map(pod -> Plain.of(pod.fullName()))
              .sorted()
              .toList();
      all.add(
          new VisibilityGap(
              Reason.AGENTS_SILENT,
              TextFormat.plural(silent.size(), "agent", "agents")
                  + " asked and not heard in time"
                  + (pods.isEmpty() ? "" : ": " + TextFormat.firstFew(pods))
                  + "; see kubectl logs POD -c pgtether-agent"));
    }
  }

  private static void addLimits(ScopedAudit audit, List<VisibilityGap> all) {
    Map<Limit.Kind, Integer> agents = new EnumMap<>(Limit.Kind.class);
    for (AgentReport report : audit.success().result().reports()) {
      report.coverage().limits().forEach(limit -> agents.merge(limit.kind(), 1, Integer::sum));
    }
    agents.forEach(
        (kind, count) -> {
          String what =
              switch (kind) {
                case DEADLINE -> "did not end in time; is the node out of CPU?";
                case TOO_MANY_SOCKETS -> "hold more sockets than an agent reports";
                case LISTING_INTERRUPTED -> "changed while they were listed; the next audit may do";
                case NO_SOCKET_DIAGNOSIS ->
                    "cannot ask the kernel; the seccomp profile has to allow AF_NETLINK sockets";
                // by the mode that somebody has chosen for the agent
                case PROCESSES_UNREADABLE, NAMESPACES_UNREADABLE, NAMESPACES_NOT_ASKED -> "";
              };
          if (!what.isEmpty()) {
            all.add(
                new VisibilityGap(
                    Reason.AGENTS_LIMITED,
                    "scans of " + TextFormat.plural(count, "pod", "pods") + " " + what));
          }
        });
  }

  private static void addNotVisible(
      ScopedAudit audit, String auditNamespace, List<VisibilityGap> all) {
    int own = audit.ownSessions();
    if (own > 0) {
      all.add(
          new VisibilityGap(
              null,
              TextFormat.plural(own, "backend is", "backends are")
                  + " the operator's own, for other audits of this server"));
    }
    int backends = audit.notVisible();
    if (backends > 0) {
      all.add(
          new VisibilityGap(
              Reason.NAMESPACES_NOT_VISIBLE,
              TextFormat.plural(backends, "backend", "backends")
                  + " of pods in other namespaces; who owns such a namespace can show it: kubectl"
                  + " annotate namespace NAME "
                  + LabelsAndAnnotations.VISIBLE_TO
                  + "="
                  + auditNamespace));
    }
  }

  private static void addWithoutAgent(ScopedAudit audit, List<VisibilityGap> all) {
    addWithout(
        audit,
        Code.NO_AGENT,
        "without an agent",
        "to see them, label the pod template " + LabelsAndAnnotations.INJECT + ": processes",
        all);
    addWithout(
        audit,
        Code.AGENT_MISSING,
        "that ask for an agent and were made without one",
        "make them anew, for instance with kubectl rollout restart; if that does not help, kubectl"
            + " apply of such a pod says why",
        all);
  }

  private static void addWithout(
      ScopedAudit audit, Code code, String which, String remedy, List<VisibilityGap> all) {
    List<String> pods = podsSaying(audit, code);
    if (!pods.isEmpty()) {
      Set<String> workloads = new TreeSet<>();
      for (Pairing pairing : audit.withEvidence(code)) {
        if (pairing.clientPod() != null) {
          workloads.add(Plain.of(pairing.clientPod().workload().toString()));
        }
      }
      all.add(
          new VisibilityGap(
              null,
              "processes of "
                  + TextFormat.plural(pods.size(), "pod", "pods")
                  + " "
                  + which
                  + " ("
                  + TextFormat.firstFew(List.copyOf(workloads))
                  + "); "
                  + remedy));
    }
  }

  private static void addWithoutProcess(ScopedAudit audit, List<VisibilityGap> all) {
    int withoutProcess = audit.withEvidence(Code.HOLDERS_UNREADABLE).size();
    if (withoutProcess > 0) {
      all.add(
          new VisibilityGap(
              null,
              "processes of "
                  + TextFormat.plural(withoutProcess, "backend", "backends")
                  + " whose socket is proven; agents in mode processes see them (label "
                  + LabelsAndAnnotations.INJECT
                  + ": processes)"));
    }
    Set<String> partialAgents = agentsThatCouldNotReadAll(audit);
    long perhapsMore =
        audit.withEvidence(Code.MORE_HOLDERS_POSSIBLE).stream()
            .filter(pairing -> pairing.agent() != null && partialAgents.contains(pairing.agent()))
            .count();
    if (perhapsMore > 0) {
      all.add(
          new VisibilityGap(
              null,
              "whether "
                  + TextFormat.plural(perhapsMore, "backend has", "backends have")
                  + " further processes: some in the pod run as another user"));
    }
  }

  /**
   * From inside a pod nobody can rule out a holder outside it; that is not worth a line. A relative
   * of the holder that could not be read is: a fork shares the socket.
   */
  private static Set<String> agentsThatCouldNotReadAll(ScopedAudit audit) {
    return audit.success().result().reports().stream()
        .filter(
            report ->
                report.coverage().limits().stream()
                    .anyMatch(limit -> limit.kind() == Limit.Kind.PROCESSES_UNREADABLE))
        .map(AgentReport::agent)
        .collect(Collectors.toSet());
  }

  private static List<String> podsSaying(ScopedAudit audit, Code code) {
    Set<String> pods = new TreeSet<>();
    for (Pairing pairing : audit.withEvidence(code)) {
      if (pairing.clientPod() instanceof ClientPod.Live(Pod pod)) {
        pods.add(Plain.of(pod.fullName()));
      }
    }
    return List.copyOf(pods);
  }

  /** As SQL writes it (PostgreSQL's documentation, "Identifiers and Key Words"). */
  private static String identifier(String name) {
    return name.matches("[a-z_][a-z0-9_]*")
        ? name
        : '"' + Plain.of(name).replace("\"", "\"\"") + '"';
  }
}
