package dev.pgtether.correlation.golden;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.ConnectionHop;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes the result of an audit as {@code pairings.txt}. Each further reason has a line of its own.
 */
final class PairingsTextWriter {

  private static final List<String> HEADINGS =
      List.of("backend", "verdict", "pids", "socket", "evidence");
  private static final List<String> CLUSTER_HEADINGS =
      List.of("backend", "verdict", "pod", "container", "via", "pids", "socket", "evidence");

  private PairingsTextWriter() {}

  static String of(PairingOutcome pairingOutcome, boolean inCluster) {
    return switch (pairingOutcome) {
      case PairingOutcome.Paired paired ->
          aligned(paired.pairings(), inCluster ? CLUSTER_HEADINGS : HEADINGS)
              + "\nvanished %d, hidden %d\n"
                  .formatted(paired.vanishedBackends(), paired.hiddenRows());
      case PairingOutcome.Voided(ServerInfo first, ServerInfo second) ->
          "VOIDED\nA1 answered by %s\nA2 answered by %s\n".formatted(name(first), name(second));
    };
  }

  private static String name(ServerInfo serverInfo) {
    return "%s, backend %d".formatted(serverInfo.address(), serverInfo.auditBackend().pid());
  }

  private static String aligned(List<Pairing> pairings, List<String> headings) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(headings);
    pairings.forEach(pairing -> lines.addAll(lines(pairing, headings)));
    int[] widths = new int[headings.size()];
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

  private static List<List<String>> lines(Pairing pairing, List<String> headings) {
    List<List<String>> lines = new ArrayList<>();
    for (Evidence evidence : pairing.evidence()) {
      boolean first = lines.isEmpty();
      lines.add(
          headings.stream()
              .map(
                  heading ->
                      heading.equals("evidence")
                          ? reason(evidence)
                          : first ? cell(pairing, heading) : "")
              .toList());
    }
    return lines;
  }

  private static String cell(Pairing pairing, String heading) {
    ClientPod clientPod = pairing.clientPod();
    return switch (heading) {
      case "backend" -> String.valueOf(pairing.backend().id().pid());
      case "verdict" -> pairing.verdict().name();
      case "pod" ->
          switch (clientPod) {
            case null -> "-";
            case ClientPod.Live live -> live.pod().fullName();
            case ClientPod.Gone gone -> gone.podTombstone().fullName() + " (gone)";
          };
      case "container" ->
          pairing.holders().isEmpty()
              ? "-"
              : String.valueOf(pairing.containerOf(pairing.holders().getFirst()));
      case "via" ->
          pairing.via().isEmpty()
              ? "-"
              : pairing.via().stream()
                  .sorted()
                  .map(ConnectionHop::word)
                  .collect(Collectors.joining(", "));
      case "pids" -> pids(pairing);
      default -> socket(pairing.socket());
    };
  }

  private static String pids(Pairing pairing) {
    return pairing.holders().isEmpty()
        ? "-"
        : pairing.holders().stream()
            .map(socketHolder -> String.valueOf(socketHolder.process().pid()))
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
