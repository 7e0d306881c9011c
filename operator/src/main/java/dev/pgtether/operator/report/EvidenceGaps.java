package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Plain;
import dev.pgtether.audit.document.Sentences;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.operator.api.LabelsAndAnnotations;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Backends for which single things are missing, by the sentences of their evidence. */
final class EvidenceGaps {

  /** What speaks for a verdict, or is news rather than something missing. */
  private static final Set<Code> NOT_A_GAP =
      EnumSet.of(
          Code.PROVEN_BEFORE,
          Code.SERVER_END_ESTABLISHED,
          Code.PAST_AUTHENTICATION,
          Code.OUTLASTED_AUTHENTICATION,
          Code.WAITS_FOR_CLIENT,
          Code.QUERY_SINCE_ALONE,
          Code.UNIX_PEER,
          Code.SHARED_BY_PROCESSES,
          Code.CLIENT_CLOSED,
          Code.NO_SOCKET,
          Code.POD_ADDRESS,
          Code.THROUGH_SERVICE,
          Code.POD_GONE,
          Code.OUTSIDE_CLUSTER);

  /** What has a sentence of its own here, for many backends at once. */
  private static final Set<Code> COUNTED_ELSEWHERE =
      EnumSet.of(
          Code.NOT_VISIBLE,
          Code.NO_AGENT,
          Code.AGENT_MISSING,
          Code.AGENT_SILENT,
          Code.HOLDERS_UNREADABLE,
          Code.MORE_HOLDERS_POSSIBLE,
          Code.ROWS_HIDDEN);

  /** So many sentences of one kind are told in full. */
  private static final int MAX_SENTENCES_PER_CODE = 3;

  private EvidenceGaps() {}

  /** What is said of one pod is not said of another: one sentence for each, and for how many. */
  static List<String> sentences(ScopedAudit audit) {
    Map<Code, Map<String, List<String>>> backends = new EnumMap<>(Code.class);
    for (Pairing pairing : audit.pairings()) {
      for (Evidence evidence : pairing.evidence()) {
        if (!NOT_A_GAP.contains(evidence.code()) && !COUNTED_ELSEWHERE.contains(evidence.code())) {
          backends
              .computeIfAbsent(evidence.code(), _ -> new LinkedHashMap<>())
              .computeIfAbsent(sentence(evidence), _ -> new ArrayList<>())
              .add(Integer.toString(pairing.backend().id().pid()));
        }
      }
    }
    List<String> all = new ArrayList<>();
    backends.values().forEach(pidsBySentence -> addSentences(pidsBySentence, all));
    return all;
  }

  /** The fixes differ from those on a single host, where there are options and root. */
  private static String sentence(Evidence evidence) {
    return switch (evidence.code()) {
      case PEER_UNKNOWN ->
          "A socket stands at the client's address and port, connected to "
              + value(evidence, "peers")
              + ", not known to be this server; if that leads here and nowhere else, add it to"
              + " spec.database.alsoKnownAs.";
      case LISTING_INCOMPLETE ->
          "No such socket was listed, but the listing was cut short ("
              + value(evidence, "limits")
              + "); the next audit looks again.";
      case MAY_LINGER ->
          "The backend may have outlived its client, and this socket may belong to a newcomer on"
              + " the same port: "
              + value(evidence, "candidates")
              + "; an audit after the query can tell, or an agent in the server's own pod (label "
              + LabelsAndAnnotations.INJECT
              + ").";
      default -> Sentences.of(evidence);
    };
  }

  private static String value(Evidence evidence, String key) {
    return evidence.values().get(key) instanceof List<?> list
        ? TextFormat.firstFew(list.stream().map(one -> Plain.of(one.toString())).toList())
        : Plain.of(String.valueOf(evidence.values().get(key)));
  }

  private static void addSentences(Map<String, List<String>> pidsBySentence, List<String> all) {
    List<String> others = new ArrayList<>();
    int added = 0;
    for (Map.Entry<String, List<String>> one : pidsBySentence.entrySet()) {
      if (added++ < MAX_SENTENCES_PER_CODE) {
        all.add(backends(one.getValue()) + ": " + one.getKey());
      } else {
        others.addAll(one.getValue());
      }
    }
    if (!others.isEmpty()) {
      all.add(backends(others) + ": for a like reason.");
    }
  }

  private static String backends(List<String> pids) {
    return (pids.size() == 1 ? "backend " : "backends ") + TextFormat.firstFew(pids);
  }
}
