package dev.pgtether.testkit.it.cluster.yardstick;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A whole report, as a program reads it.
 *
 * @param auditedAt RFC 3339; later is greater
 * @param agents those that have answered, {@code namespace/pod}
 */
public record Report(
    String auditedAt, int asked, int answered, Set<String> agents, List<Said> connections) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What it says of a connection.
   *
   * @param application the client's own word, which pgtether shows and does not go by
   * @param pod null where none is named; also its uid and namespace
   * @param container null where none is named
   * @param pids of the holders; empty where none is named
   * @param evidence its codes
   */
  public record Said(
      long backend,
      String client,
      String application,
      String verdict,
      @Nullable String pod,
      @Nullable String podUid,
      @Nullable String container,
      SortedSet<Integer> pids,
      List<String> containerIds,
      List<String> evidence) {

    private static Said read(JsonNode json) {
      SortedSet<Integer> pids = new TreeSet<>();
      List<String> containers = new ArrayList<>();
      for (JsonNode holder : json.path("holders")) {
        pids.add(holder.path("pid").asInt());
        text(holder, "containerId", containers);
      }
      List<String> codes = new ArrayList<>();
      json.path("evidence").forEach(one -> codes.add(one.path("code").asText()));
      return new Said(
          json.path("backendPid").asLong(),
          json.path("clientAddress").asText(),
          json.path("application").asText(),
          json.path("verdict").asText(),
          json.path("pod").textValue(),
          json.path("podUid").textValue(),
          json.path("container").textValue(),
          pids,
          containers,
          codes);
    }

    private static void text(JsonNode json, String field, List<String> into) {
      String value = json.path(field).textValue();
      if (value != null) {
        into.add(value);
      }
    }
  }

  static Report read(String text) throws IOException {
    JsonNode json = JSON.readTree(text);
    List<Said> said = new ArrayList<>();
    json.path("connections").forEach(one -> said.add(Said.read(one)));
    Set<String> agents = new TreeSet<>();
    json.path("agents").forEach(one -> agents.add(one.path("agent").asText()));
    JsonNode summary = json.path("summary");
    return new Report(
        json.path("auditedAt").asText(),
        summary.path("agentsAsked").asInt(),
        summary.path("agentsAnswered").asInt(),
        agents,
        said);
  }

  /** The connections of clients that call themselves so, or {@code …/so}. */
  public List<Said> named(String application) {
    return connections.stream()
        .filter(
            one ->
                one.application().equals(application)
                    || one.application().endsWith("/" + application))
        .toList();
  }

  /** There are such connections, and each has that verdict. */
  public boolean is(String application, String verdict) {
    List<Said> all = named(application);
    return !all.isEmpty() && all.stream().allMatch(said -> said.verdict().equals(verdict));
  }
}
