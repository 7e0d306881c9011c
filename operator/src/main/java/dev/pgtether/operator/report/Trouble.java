package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Plain;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.Client;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.operator.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What somebody should look at, the worst first, each with the next step. */
final class Trouble {

  private static final int MESSAGE = 1000;
  private static final int TERMINATED = 10;

  private Trouble() {}

  /**
   * One sentence for each trouble.
   *
   * @param audit the last good one; null when there was none
   * @param goodAt when that ended, RFC 3339; null when nobody knows
   */
  static List<String> of(Attempt last, @Nullable Scoped audit, @Nullable String goodAt) {
    List<String> all = new ArrayList<>();
    switch (last) {
      case Attempt.Failure(Reason reason, String message, var _, var _) -> {
        all.add(reason.word() + ": " + Text.oneLine(message, MESSAGE));
        all.add(
            goodAt == null
                ? "no audit has succeeded yet; it is tried again"
                : "what follows is of " + goodAt + ", the last audit that succeeded");
      }
      case Attempt.Suspended() -> {
        if (goodAt != null) {
          all.add("suspended by spec.suspend; what follows is of " + goodAt);
        }
      }
      case Attempt.Success success -> {}
      case Attempt.Pending pending -> {}
    }
    if (audit != null) {
      addGhosts(audit, all);
      addAbsent(audit, all);
    }
    return all;
  }

  private static void addGhosts(Scoped audit, List<String> all) {
    List<Pairing> ghosts = audit.having(Verdict.GHOST);
    if (!ghosts.isEmpty()) {
      all.add(
          Text.plural(ghosts.size(), "backend's client is", "backends' clients are")
              + " gone, and the server has not noticed"
              + ofPods(ghosts)
              + "; to free the slots: "
              + terminate(ghosts));
    }
  }

  private static void addAbsent(Scoped audit, List<String> all) {
    List<Pairing> absent = audit.having(Verdict.ABSENT);
    if (!absent.isEmpty()) {
      all.add(
          Text.plural(absent.size(), "backend's pod has", "backends' pods have")
              + " no such connection, in two audits in a row"
              + ofPods(absent)
              + "; look before you end them: "
              + Text.some(pids(absent)));
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
        sessions.size() > TERMINATED ? " and so on for " + (sessions.size() - TERMINATED) : "";
    return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE (pid, client_port) IN ("
        + String.join(", ", sessions.subList(0, Math.min(TERMINATED, sessions.size())))
        + ");"
        + more;
  }

  private static String ofPods(List<Pairing> pairings) {
    Set<String> pods = new TreeSet<>();
    for (Pairing pairing : pairings) {
      Client client = pairing.client();
      if (client != null) {
        pods.add(Plain.of(client.namespace() + "/" + client.podName()));
      }
    }
    return pods.isEmpty() ? "" : " (" + Text.some(List.copyOf(pods)) + ")";
  }

  private static List<String> pids(List<Pairing> pairings) {
    return pairings.stream()
        .map(pairing -> Integer.toString(pairing.backend().id().pid()))
        .toList();
  }
}
