package dev.pgtether.audit.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An audit as JSON, schema {@code pgtether.dev/audit/v1} ({@code audit-v1.schema.json} beside this
 * package). Within v1 fields are added, never renamed, removed or given another meaning.
 */
public final class JsonDocument {

  /** The value of {@code schema}. */
  public static final String SCHEMA = "pgtether.dev/audit/v1";

  private static final JsonFactory FACTORY =
      JsonFactory.builder().build().setCharacterEscapes(new JsonText());

  private JsonDocument() {}

  /** The document on one line, without a line end. */
  public static String compact(Audited audited) {
    return write(audited, false);
  }

  /** The document indented, for reading. */
  public static String pretty(Audited audited) {
    return write(audited, true);
  }

  private static String write(Audited audited, boolean pretty) {
    StringWriter text = new StringWriter(4096);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      if (pretty) {
        json.setPrettyPrinter(indented());
      }
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField("auditedAt", Moment.exact(audited.auditedAt()));
      json.writeNumberField("tookMicros", audited.took().toNanos() / 1_000);
      json.writeBooleanField("complete", audited.isComplete());
      writeGaps(audited, json);
      writeServer(audited.serverInfo(), json);
      writeAgents(audited, json);
      writeSummary(audited, json);
      json.writeArrayFieldStart("connections");
      for (var pairing : audited.shown()) {
        JsonConnection.write(new Row(pairing, audited.serverInfo()), json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a document in memory", e);
    }
    return text.toString();
  }

  private static DefaultPrettyPrinter indented() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""))
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter);
  }

  private static void writeGaps(Audited audited, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("gaps");
    for (Gap gap : Gap.of(audited)) {
      json.writeStartObject();
      json.writeStringField("kind", gap.kind().name());
      json.writeNumberField("count", gap.count());
      json.writeNumberField("rows", gap.rows());
      json.writeBooleanField("blocking", gap.blocking());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeServer(ServerInfo serverInfo, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("server");
    JsonText.write(json, "version", serverInfo.version());
    json.writeNumberField("versionNumber", serverInfo.versionNumber());
    json.writeStringField("startedAt", Moment.ofMicros(serverInfo.postmasterStartMicros()));
    json.writeStringField("role", serverInfo.inRecovery() ? "standby" : "primary");
    writeEndpoint("address", serverInfo.address(), json);
    json.writeNumberField("maxConnections", serverInfo.maxConnections());
    json.writeNumberField("reservedConnections", serverInfo.reservedConnections());
    json.writeNumberField("ownBackendPid", serverInfo.auditBackend().pid());
    writeEndpoint("ownClient", serverInfo.auditClient(), json);
    json.writeBooleanField("seesAllRows", serverInfo.seesAllRows());
    json.writeEndObject();
  }

  private static void writeEndpoint(String name, @Nullable Endpoint endpoint, JsonGenerator json)
      throws IOException {
    JsonText.write(json, name, endpoint == null ? null : endpoint.toString());
  }

  private static void writeAgents(Audited audited, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("agents");
    for (Audited.Sight sight : audited.sights()) {
      json.writeStartObject();
      JsonText.write(json, "agent", sight.agent());
      json.writeStringField("listing", sight.scanCoverage().listing().name());
      json.writeStringField("reading", sight.scanCoverage().holderLookup().name());
      json.writeArrayFieldStart("limits");
      for (Limit limit : sight.scanCoverage().limits()) {
        json.writeStartObject();
        json.writeStringField("kind", limit.kind().name());
        json.writeNumberField("count", limit.count());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeSummary(Audited audited, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("summary");
    json.writeNumberField("backends", audited.paired().pairings().size());
    json.writeNumberField("shown", audited.shown().size());
    for (Map.Entry<Verdict, Integer> count :
        Remarks.counts(audited.paired().pairings()).entrySet()) {
      json.writeNumberField(count.getKey().name().toLowerCase(Locale.ROOT), count.getValue());
    }
    json.writeNumberField("hidden", audited.paired().hiddenRows());
    json.writeNumberField("vanished", audited.paired().vanishedBackends());
    Audited.Asked asked = audited.asked();
    if (asked != null) {
      json.writeNumberField("agentsAsked", asked.agents());
      json.writeNumberField("agentsAnswered", asked.agents() - asked.silent());
    }
    json.writeEndObject();
  }
}
