package dev.pgtether.correlation.cases;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Outcome;
import dev.pgtether.correlation.pairing.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code pairings.txt}: what an audit comes to. A second reason stands on a line of its own. */
final class PairingsText {

  private static final List<String> HEADINGS =
      List.of("backend", "verdict", "pids", "socket", "evidence");

  private PairingsText() {}

  static String of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Paired paired ->
          aligned(paired.pairings())
              + "\nvanished %d, hidden %d\n".formatted(paired.vanished(), paired.hidden());
      case Outcome.Voided(Server first, Server second) ->
          "VOIDED\nA1 answered by %s\nA2 answered by %s\n".formatted(name(first), name(second));
    };
  }

  private static String name(Server server) {
    return "%s, backend %d".formatted(server.address(), server.ownBackend().pid());
  }

  private static String aligned(List<Pairing> pairings) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADINGS);
    pairings.forEach(pairing -> lines.addAll(lines(pairing)));
    int[] widths = new int[HEADINGS.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        padded.append(line.get(i)).repeat(' ', widths[i] - line.get(i).length() + 2);
      }
      text.append(padded.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static List<List<String>> lines(Pairing pairing) {
    List<List<String>> lines = new ArrayList<>();
    for (Evidence evidence : pairing.evidence()) {
      lines.add(
          lines.isEmpty()
              ? List.of(
                  String.valueOf(pairing.backend().id().pid()),
                  pairing.verdict().name(),
                  pids(pairing),
                  socket(pairing.socket()),
                  reason(evidence))
              : List.of("", "", "", "", reason(evidence)));
    }
    return lines;
  }

  private static String pids(Pairing pairing) {
    return pairing.holders().isEmpty()
        ? "-"
        : pairing.holders().stream()
            .map(holder -> String.valueOf(holder.process().pid()))
            .collect(Collectors.joining(", "));
  }

  private static String socket(ClientSocket socket) {
    return socket == null ? "-" : "cookie " + socket.id().cookie();
  }

  private static String reason(Evidence evidence) {
    return evidence.code()
        + evidence.code().keys().stream()
            .map(key -> " %s=%s".formatted(key, evidence.values().get(key)))
            .collect(Collectors.joining());
  }
}
