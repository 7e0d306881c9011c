package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Plain;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Visibility.Limit;
import dev.pgtether.correlation.pairing.Client;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.operator.api.Annotations;
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
record Unseen(@Nullable Reason reason, String sentence) {

  /** Everything that was not seen, what makes the audit incomplete first. */
  static List<Unseen> of(Scoped audit, String home) {
    List<Unseen> all = new ArrayList<>();
    addHidden(audit, all);
    addSilent(audit, all);
    addLimits(audit, all);
    addNotVisible(audit, home, all);
    addWithoutAgent(audit, all);
    addWithoutProcess(audit, all);
    Unexplained.sentences(audit).forEach(sentence -> all.add(new Unseen(null, sentence)));
    return all;
  }

  private static void addHidden(Scoped audit, List<Unseen> all) {
    int hidden = audit.success().paired().hidden();
    if (hidden > 0) {
      all.add(
          new Unseen(
              Reason.ROWS_HIDDEN,
              Text.plural(hidden, "row", "rows")
                  + " of pg_stat_activity hidden from role "
                  + Plain.of(audit.success().role())
                  + "; in PostgreSQL, as a superuser: GRANT pg_monitor TO "
                  + identifier(audit.success().role())));
    }
  }

  private static void addSilent(Scoped audit, List<Unseen> all) {
    Set<String> silent = audit.success().result().seen().silent();
    if (!silent.isEmpty()) {
      List<String> pods =
          audit.success().cluster().pods().stream()
              .filter(pod -> pod.visible() && silent.contains(pod.uid()))
              .map(pod -> Plain.of(pod.fullName()))
              .sorted()
              .toList();
      all.add(
          new Unseen(
              Reason.AGENTS_SILENT,
              Text.plural(silent.size(), "agent", "agents")
                  + " asked and not heard in time"
                  + (pods.isEmpty() ? "" : ": " + Text.some(pods))
                  + "; see kubectl logs POD -c pgtether-agent"));
    }
  }

  private static void addLimits(Scoped audit, List<Unseen> all) {
    Map<Limit.Kind, Integer> agents = new EnumMap<>(Limit.Kind.class);
    for (AgentReport report : audit.success().result().reports()) {
      report.visibility().limits().forEach(limit -> agents.merge(limit.kind(), 1, Integer::sum));
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
                new Unseen(
                    Reason.AGENTS_LIMITED,
                    "scans of " + Text.plural(count, "pod", "pods") + " " + what));
          }
        });
  }

  private static void addNotVisible(Scoped audit, String home, List<Unseen> all) {
    int own = audit.ownSessions();
    if (own > 0) {
      all.add(
          new Unseen(
              null,
              Text.plural(own, "backend is", "backends are")
                  + " the operator's own, for other audits of this server"));
    }
    int backends = audit.notVisible();
    if (backends > 0) {
      all.add(
          new Unseen(
              Reason.NAMESPACES_NOT_VISIBLE,
              Text.plural(backends, "backend", "backends")
                  + " of pods in other namespaces; who owns such a namespace can show it: kubectl"
                  + " annotate namespace NAME "
                  + Annotations.VISIBLE_TO
                  + "="
                  + home));
    }
  }

  private static void addWithoutAgent(Scoped audit, List<Unseen> all) {
    addWithout(
        audit,
        Code.NO_AGENT,
        "without an agent",
        "to see them, label the pod template " + Annotations.INJECT + ": processes",
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
      Scoped audit, Code code, String which, String remedy, List<Unseen> all) {
    List<String> pods = podsSaying(audit, code);
    if (!pods.isEmpty()) {
      Set<String> workloads = new TreeSet<>();
      for (Pairing pairing : audit.saying(code)) {
        if (pairing.client() != null) {
          workloads.add(Plain.of(pairing.client().workload().toString()));
        }
      }
      all.add(
          new Unseen(
              null,
              "processes of "
                  + Text.plural(pods.size(), "pod", "pods")
                  + " "
                  + which
                  + " ("
                  + Text.some(List.copyOf(workloads))
                  + "); "
                  + remedy));
    }
  }

  private static void addWithoutProcess(Scoped audit, List<Unseen> all) {
    int nameless = audit.saying(Code.HOLDERS_UNREADABLE).size();
    if (nameless > 0) {
      all.add(
          new Unseen(
              null,
              "processes of "
                  + Text.plural(nameless, "backend", "backends")
                  + " whose socket is proven; agents in mode processes see them (label "
                  + Annotations.INJECT
                  + ": processes)"));
    }
    Set<String> partial = agentsThatCouldNotReadAll(audit);
    long perhapsMore =
        audit.saying(Code.MORE_HOLDERS_POSSIBLE).stream()
            .filter(pairing -> pairing.agent() != null && partial.contains(pairing.agent()))
            .count();
    if (perhapsMore > 0) {
      all.add(
          new Unseen(
              null,
              "whether "
                  + Text.plural(perhapsMore, "backend has", "backends have")
                  + " further processes: some in the pod run as another user"));
    }
  }

  /**
   * From inside a pod nobody can rule out a holder outside it; that is not worth a line. A relative
   * of the holder that could not be read is: a fork shares the socket.
   */
  private static Set<String> agentsThatCouldNotReadAll(Scoped audit) {
    return audit.success().result().reports().stream()
        .filter(
            report ->
                report.visibility().limits().stream()
                    .anyMatch(limit -> limit.kind() == Limit.Kind.PROCESSES_UNREADABLE))
        .map(AgentReport::agent)
        .collect(Collectors.toSet());
  }

  private static List<String> podsSaying(Scoped audit, Code code) {
    Set<String> pods = new TreeSet<>();
    for (Pairing pairing : audit.saying(code)) {
      if (pairing.client() instanceof Client.Live(Pod pod)) {
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
