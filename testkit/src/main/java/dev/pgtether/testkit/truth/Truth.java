package dev.pgtether.testkit.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
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
 * @param compared rows whose truth is known
 * @param named of those, the ones that name a process
 * @param wrong the wrong rows, as a person should read them
 */
public record Truth(Map<String, Integer> verdicts, int compared, int named, List<String> wrong) {
  private static final Pattern NAME = Pattern.compile("pid-(\\d+(?:\\+\\d+)*)(?:/.*)?");

  public Truth {
    verdicts = Map.copyOf(verdicts);
    wrong = List.copyOf(wrong);
  }

  public static Truth none() {
    return new Truth(Map.of(), 0, 0, List.of());
  }

  /** Compares a document of pgtether.dev/audit/v1. */
  public static Truth of(String document) {
    return of(document, Map.of());
  }

  /**
   * The same where some applications' truth has changed since they connected.
   *
   * @param now by application_name, who holds the connection now; nobody for a process that is gone
   */
  public static Truth of(String document, Map<String, Set<Long>> now) {
    Truth truth = none();
    for (JsonNode row : connections(document)) {
      truth = truth.plus(ofRow(row, now));
    }
    return truth;
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

  private static Truth ofRow(JsonNode row, Map<String, Set<Long>> now) {
    String application = row.path("application").asText();
    Matcher name = NAME.matcher(application);
    Map<String, Integer> verdict = Map.of(row.path("verdict").asText(), 1);
    if (!now.containsKey(application) && !name.matches()) {
      return new Truth(verdict, 0, 0, List.of());
    }
    Set<Long> held =
        now.containsKey(application)
            ? now.get(application)
            : Stream.of(name.group(1).split("\\+", -1))
                .map(Long::valueOf)
                .collect(Collectors.toSet());
    Set<Long> named = namedBy(row);
    boolean right =
        named.isEmpty() ? !row.path("verdict").asText().equals("EXACT") : named.equals(held);
    return new Truth(
        verdict,
        1,
        named.isEmpty() ? 0 : 1,
        right ? List.of() : List.of("held by " + new TreeSet<>(held) + ", audited as " + row));
  }

  private static Set<Long> namedBy(JsonNode row) {
    Set<Long> pids = new TreeSet<>();
    row.path("holders").forEach(holder -> pids.add(holder.path("pid").asLong()));
    if (row.path("clientPid").isNumber()) {
      pids.add(row.path("clientPid").asLong());
    }
    return pids;
  }

  /** Both together: for many audits. */
  public Truth plus(Truth other) {
    Map<String, Integer> all = new TreeMap<>(verdicts);
    other.verdicts.forEach((verdict, count) -> all.merge(verdict, count, Integer::sum));
    List<String> both = new ArrayList<>(wrong);
    both.addAll(other.wrong);
    return new Truth(all, compared + other.compared, named + other.named, both);
  }

  /** Rows with this verdict. */
  public int count(String verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }

  /** Fails with the wrong rows when there are any, and when nothing was compared. */
  public void assertNothingWrong() {
    if (compared == 0) {
      throw new AssertionError("no row with a known truth was compared: " + verdicts);
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          wrong.size() + " of " + compared + " rows are wrong:\n" + String.join("\n", wrong));
    }
  }

  /** One line for a person: the share of each verdict. */
  public String summary() {
    return compared
        + " rows compared, "
        + named
        + " name a process, "
        + wrong.size()
        + " wrong; "
        + new TreeMap<>(verdicts);
  }
}
