package dev.pgtether.testkit.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An audit's document held against what its clients said about themselves in {@code
 * application_name}: {@code pid-<pid>}, or {@code pid-<pid>+<pid>} where several processes share a
 * socket, then perhaps {@code /} and a word.
 *
 * <p>Wrong is a row that names a process which does not hold the connection, or leaves out one of
 * several that do.
 *
 * @param verdicts how many rows of each verdict, those of other applications too
 * @param reasons of the rows compared, how many have which first evidence, as {@code VERDICT(CODE)}
 * @param compared rows whose truth is known
 * @param namingProcess of those, the ones that name a process
 * @param wrong the wrong rows, as a person should read them
 */
public record GroundTruthComparison(
    Map<String, Integer> verdicts,
    Map<String, Integer> reasons,
    int compared,
    int namingProcess,
    List<String> wrong) {
  private static final Pattern NAME = Pattern.compile("pid-(\\d+(?:\\+\\d+)*)(?:/.*)?");

  private static final int WRONG_SHOWN = 5;

  public GroundTruthComparison {
    verdicts = Map.copyOf(verdicts);
    reasons = Map.copyOf(reasons);
    wrong = List.copyOf(wrong);
  }

  public static GroundTruthComparison empty() {
    return new GroundTruthComparison(Map.of(), Map.of(), 0, 0, List.of());
  }

  /** Compares a document of pgtether.dev/audit/v1. */
  public static GroundTruthComparison of(String document) {
    return of(document, Map.of());
  }

  /**
   * The same where some applications' truth has changed since they connected.
   *
   * @param currentHolders by application_name, who holds the connection now; nobody for a process
   *     that is gone
   */
  public static GroundTruthComparison of(String document, Map<String, Set<Long>> currentHolders) {
    GroundTruthComparison groundTruthComparison = empty();
    for (JsonNode row : connections(document)) {
      groundTruthComparison = groundTruthComparison.plus(ofRow(row, currentHolders));
    }
    return groundTruthComparison;
  }

  private static Iterable<JsonNode> connections(String document) {
    try {
      JsonNode connections = new ObjectMapper().readTree(document).path("connections");
      if (!connections.isArray()) {
        throw new IllegalArgumentException("no array \"connections\" in the document: " + document);
      }
      return connections;
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException("not JSON: " + document, notJson);
    }
  }

  private static GroundTruthComparison ofRow(JsonNode row, Map<String, Set<Long>> currentHolders) {
    String application = row.path("application").asText();
    Matcher name = NAME.matcher(application);
    String verdict = row.path("verdict").asText();
    if (!currentHolders.containsKey(application) && !name.matches()) {
      return new GroundTruthComparison(Map.of(verdict, 1), Map.of(), 0, 0, List.of());
    }
    Set<Long> actualHolders =
        currentHolders.containsKey(application)
            ? currentHolders.get(application)
            : Stream.of(name.group(1).split("\\+", -1))
                .map(Long::valueOf)
                .collect(Collectors.toSet());
    Set<Long> named = pidsIn(row);
    boolean right = named.isEmpty() ? !verdict.equals("EXACT") : named.equals(actualHolders);
    String reason = verdict + "(" + row.path("evidence").path(0).path("code").asText() + ")";
    return new GroundTruthComparison(
        Map.of(verdict, 1),
        Map.of(reason, 1),
        1,
        named.isEmpty() ? 0 : 1,
        right
            ? List.of()
            : List.of("held by " + new TreeSet<>(actualHolders) + ", audited as " + row));
  }

  private static Set<Long> pidsIn(JsonNode row) {
    Set<Long> pids = new TreeSet<>();
    row.path("holders").forEach(holder -> pids.add(holder.path("pid").asLong()));
    if (row.path("clientPid").isNumber()) {
      pids.add(row.path("clientPid").asLong());
    }
    return pids;
  }

  /** Both together: for many audits. */
  public GroundTruthComparison plus(GroundTruthComparison other) {
    List<String> both = new ArrayList<>(wrong);
    both.addAll(other.wrong);
    return new GroundTruthComparison(
        sum(verdicts, other.verdicts),
        sum(reasons, other.reasons),
        compared + other.compared,
        namingProcess + other.namingProcess,
        both);
  }

  private static Map<String, Integer> sum(Map<String, Integer> some, Map<String, Integer> others) {
    Map<String, Integer> all = new TreeMap<>(some);
    others.forEach((name, count) -> all.merge(name, count, Integer::sum));
    return all;
  }

  /** Rows with this verdict. */
  public int count(String verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }

  /** Rows compared that stood in both readings of the activity: those that can be paired. */
  public int inBothReadings() {
    return compared - reasons.getOrDefault("UNKNOWN(APPEARED)", 0);
  }

  /** Fails with some of the wrong rows when there are any, and when nothing was compared. */
  public void assertNothingWrong() {
    if (compared == 0) {
      throw new AssertionError("no row with a known truth was compared: " + verdicts);
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          wrong.size()
              + " of "
              + compared
              + " rows are wrong, such as\n"
              + String.join("\n", wrong.subList(0, Math.min(WRONG_SHOWN, wrong.size()))));
    }
  }

  /** For a person: how many rows, and the share of each verdict with its first reason. */
  public String summary() {
    return "%d rows compared, %d stood in both readings, %d name a process, %d wrong; %s"
        .formatted(
            compared,
            inBothReadings(),
            namingProcess,
            wrong.size(),
            new TreeMap<>(reasons)
                .entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .map(
                        reason ->
                            String.format(
                                Locale.ROOT,
                                "%s %.1f %%",
                                reason.getKey(),
                                100.0 * reason.getValue() / compared))
                    .collect(Collectors.joining(", ")));
  }
}
