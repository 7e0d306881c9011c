package dev.pgtether.testkit.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the API server wrote about who asked it for what: one event for each request, written before
 * its answer goes out.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/">Auditing</a>
 */
public record ApiServerAuditLog(Path file) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All events so far, the oldest first. */
  public List<Event> events() {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.endsWith("}")).map(ApiServerAuditLog::parse).toList();
    } catch (IOException e) {
      throw new TestEnvironmentException(
          "cannot read the audit log " + file + ": " + e.getMessage(), e);
    }
  }

  private static Event parse(String line) {
    try {
      JsonNode event = JSON.readTree(line);
      JsonNode object = event.path("objectRef");
      return new Event(
          event.path("verb").asText(),
          event.path("user").path("username").asText(),
          event.path("userAgent").asText(),
          object.path("resource").asText(),
          object.path("subresource").asText(),
          object.path("namespace").asText(),
          object.path("name").asText(),
          event.path("responseStatus").path("code").asInt());
    } catch (IOException e) {
      throw new TestEnvironmentException("not an audit event: " + line, e);
    }
  }

  /**
   * One request.
   *
   * @param subresource empty where there is none; so are namespace and name
   * @param code the HTTP status of the answer
   */
  public record Event(
      String verb,
      String user,
      String userAgent,
      String resource,
      String subresource,
      String namespace,
      String name,
      int code) {}
}
