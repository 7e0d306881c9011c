package dev.pgtether.testkit.it.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.testkit.truth.GroundTruthComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A document of pgtether.dev/audit/v1, read as somebody reads it who knows its schema only. */
public record Document(String text, JsonNode json) {

  public static Document of(String text) {
    try {
      return new Document(text, new ObjectMapper().readTree(text));
    } catch (JsonProcessingException notJson) {
      throw new AssertionError("not JSON: " + text, notJson);
    }
  }

  public GroundTruthComparison truth() {
    return GroundTruthComparison.of(text);
  }

  /** The same where some applications' truth has changed since they connected. */
  public GroundTruthComparison truth(Map<String, Set<Long>> now) {
    return GroundTruthComparison.of(text, now);
  }

  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    json.path("connections").forEach(row -> rows.add(new Row(row)));
    return rows;
  }

  public List<Row> rowsOf(String application) {
    return rows().stream().filter(row -> row.application().equals(application)).toList();
  }

  /** The only row of that application. */
  public Row rowOf(String application) {
    List<Row> rows = rowsOf(application);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " rows of " + application + " in " + text);
    }
    return rows.getFirst();
  }

  public Row rowOfBackend(long pid) {
    return rows().stream()
        .filter(row -> row.backendPid() == pid)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no backend " + pid + " in " + text));
  }

  public boolean isComplete() {
    return json.path("complete").asBoolean();
  }

  public int summary(String name) {
    JsonNode count = json.path("summary").path(name);
    if (!count.isInt()) {
      throw new AssertionError("no count " + name + " in the summary of " + text);
    }
    return count.asInt();
  }

  /** How many of each kind were not seen. */
  public Map<String, Long> gaps() {
    Map<String, Long> gaps = new TreeMap<>();
    json.path("gaps")
        .forEach(gap -> gaps.put(gap.path("kind").asText(), gap.path("count").asLong()));
    return gaps;
  }

  /** By what right the processes were read. */
  public String reading() {
    return json.path("agents").path(0).path("reading").asText();
  }

  /** One backend. */
  public record Row(JsonNode json) {

    public long backendPid() {
      return json.path("backendPid").asLong();
    }

    public String application() {
      return json.path("application").asText();
    }

    public String verdict() {
      return json.path("verdict").asText();
    }

    public String clientAddress() {
      return json.path("clientAddress").asText();
    }

    /** The processes that it names. */
    public Set<Long> pids() {
      Set<Long> pids = new TreeSet<>();
      json.path("holders").forEach(holder -> pids.add(holder.path("pid").asLong()));
      return pids;
    }

    public List<String> codes() {
      return StreamSupport.stream(json.path("evidence").spliterator(), false)
          .map(evidence -> evidence.path("code").asText())
          .collect(Collectors.toList());
    }
  }
}
