package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Plain;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.operator.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What somebody should look at, the worst first, each with the next step. */
final class TroubleSection {

  private static final int MAX_MESSAGE_LENGTH = 1000;
  private static final int MAX_TERMINATED = 10;

  private TroubleSection() {}

  /**
   * One sentence for each trouble.
   *
   * @param audit the last good one; null when there was none
   * @param goodAt when that ended, RFC 3339; null when nobody knows
   */
  static List<String> of(AuditOutcome last, @Nullable ScopedAudit audit, @Nullable String goodAt) {
    List<String> all = new ArrayList<>();
    switch (last) {
      case AuditOutcome.Failure(Reason reason, String message, var _, var _) -> {
        all.add(reason.word() + ": " + TextFormat.oneLine(message, MAX_MESSAGE_LENGTH));
        all.add(
            goodAt == null
                ? "no audit has succeeded yet; it is tried again"
                : "what follows is of " + goodAt + ", the last audit that succeeded");
      }
      case AuditOutcome.Suspended() -> {
        if (goodAt != null) {
          all.add("suspended by spec.suspend; what follows is of " + goodAt);
        }
      }
      case AuditOutcome.Success success -> {}
      case AuditOutcome.Pending pending -> {}
    }
    if (audit != null) {
      addGhosts(audit, all);
      addAbsent(audit, all);
    }
    return all;
  }

  private static void addGhosts(ScopedAudit audit, List<String> all) {
    List<Pairing> ghosts = audit.withVerdict(Verdict.GHOST);
    if (!ghosts.isEmpty()) {
      all.add(
          TextFormat.plural(ghosts.size(), "backend's client is", "backends' clients are")
              + " gone, and the server has not noticed"
              + ofPods(ghosts)
              + "; to free the slots: "
              + terminate(ghosts));
    }
  }

  private static void addAbsent(ScopedAudit audit, List<String> all) {
    List<Pairing> absent = audit.withVerdict(Verdict.ABSENT);
    if (!absent.isEmpty()) {
      all.add(
          TextFormat.plural(absent.size(), "backend's pod has", "backends' pods have")
              + " no such connection, in two audits in a row"
              + ofPods(absent)
              + "; look before you end them: "
              + TextFormat.firstFew(pids(absent)));
    }
  }

  /** Time has passed when somebody types it: with its port, a pid means no other session. */
  private static String terminate(List<Pairing> pairings) {
    List<String> sessions = new ArrayList<>();
    for (Pairing pairing : pairings) {
      Endpoint client = pairing.backend().tcpClient();
      if (client != null) {
        sessions.add("(" + pairing.backend().id().pid() + ", " + client.port() + ")");
      }
    }
    String more =
        sessions.size() > MAX_TERMINATED
            ? " and so on for " + (sessions.size() - MAX_TERMINATED)
            : "";
    return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE (pid, client_port) IN ("
        + String.join(", ", sessions.subList(0, Math.min(MAX_TERMINATED, sessions.size())))
        + ");"
        + more;
  }

  private static String ofPods(List<Pairing> pairings) {
    Set<String> pods = new TreeSet<>();
    for (Pairing pairing : pairings) {
      ClientPod clientPod = pairing.clientPod();
      if (clientPod != null) {
        pods.add(Plain.of(clientPod.namespace() + "/" + clientPod.podName()));
      }
    }
    return pods.isEmpty() ? "" : " (" + TextFormat.firstFew(List.copyOf(pods)) + ")";
  }

  private static List<String> pids(List<Pairing> pairings) {
    return pairings.stream()
        .map(pairing -> Integer.toString(pairing.backend().id().pid()))
        .toList();
  }
}
