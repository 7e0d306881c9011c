package dev.pgtether.sidecar;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.TcpInfo;
import java.io.IOException;
import java.io.Serial;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scan as JSON, schema {@code pgtether.dev/scan/v1} ({@code scan-v1.schema.json} beside this
 * package). Within v1 fields are added, never renamed, removed or given another meaning. Holds
 * command names of processes, never command lines or environments; plain ASCII, whatever a process
 * calls itself.
 */
final class ScanDocument {

  static final String SCHEMA = "pgtether.dev/scan/v1";

  private final Scanned scanned;
  private final JsonGenerator json;

  private ScanDocument(Scanned scanned, JsonGenerator json) {
    this.scanned = scanned;
    this.json = json;
  }

  /** The document without a line end: on one line, or indented. */
  static String write(Scanned scanned, boolean pretty) {
    StringWriter text = new StringWriter(4096);
    JsonFactory factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    factory.setCharacterEscapes(new DeleteToo());
    try (JsonGenerator json = factory.createGenerator(text)) {
      if (pretty) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        json.setPrettyPrinter(
            new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
      }
      new ScanDocument(scanned, json).write();
    } catch (IOException e) {
      throw new UncheckedIOException("a document in memory", e);
    }
    return text.toString();
  }

  /** DEL is ASCII and no text. */
  private static final class DeleteToo extends CharacterEscapes {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes[0x7F] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int unit) {
      return null;
    }
  }

  private void write() throws IOException {
    AgentReport report = scanned.report();
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    json.writeStringField("scannedAt", moment(scanned.at()));
    json.writeNumberField("tookMicros", scanned.took().toNanos() / 1_000);
    json.writeBooleanField("complete", report.coverage().isComplete());
    writeAgent(report);
    writeVisibility(report.coverage());
    json.writeArrayFieldStart("ports");
    for (int port : scanned.ports().stream().sorted().toList()) {
      json.writeNumber(port);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("sockets");
    for (ClientSocket socket : scanned.sockets()) {
      writeSocket(socket);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeAgent(AgentReport report) throws IOException {
    Standpoint standpoint = scanned.standpoint();
    json.writeObjectFieldStart("agent");
    json.writeStringField("version", scanned.version());
    json.writeStringField("hostName", standpoint.hostName());
    json.writeStringField("bootId", report.bootId());
    json.writeNumberField("pid", standpoint.pid());
    json.writeNumberField("uid", Integer.toUnsignedLong(standpoint.uid()));
    json.writeNumberField("gid", Integer.toUnsignedLong(standpoint.gid()));
    writeStrings("capabilities", standpoint.capabilities());
    json.writeNumberField("processesSeen", standpoint.processes());
    for (NetworkNamespace namespace : report.namespaces()) {
      if (namespace.agentsOwn()) {
        json.writeNumberField("networkNamespace", namespace.inode());
        writeStrings(
            "addresses", namespace.addresses().stream().sorted().map(IpAddress::toString).toList());
      }
    }
    json.writeEndObject();
  }

  private void writeVisibility(ScanCoverage scanCoverage) throws IOException {
    json.writeObjectFieldStart("visibility");
    json.writeStringField("listing", scanCoverage.listing().name());
    json.writeStringField("reading", scanCoverage.holderLookup().name());
    json.writeArrayFieldStart("limits");
    for (Limit limit : scanCoverage.limits()) {
      json.writeStartObject();
      json.writeStringField("kind", limit.kind().name());
      json.writeNumberField("count", limit.count());
      json.writeStringField("advice", Advice.on(limit));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeSocket(ClientSocket socket) throws IOException {
    json.writeStartObject();
    json.writeStringField("local", socket.local().toString());
    json.writeStringField("peer", socket.peer().toString());
    json.writeStringField("state", socket.state().name());
    // a JSON reader may keep 53 bits of a number, and a cookie has 64
    json.writeStringField("cookie", Long.toUnsignedString(socket.id().cookie()));
    json.writeNumberField("uid", Integer.toUnsignedLong(socket.uid()));
    TcpInfo tcpInfo = socket.tcpInfo();
    if (tcpInfo == null) {
      json.writeNullField("lastDataSentMillis");
      json.writeNullField("bytesReceived");
    } else {
      json.writeNumberField("lastDataSentMillis", tcpInfo.lastDataSentMillis());
      json.writeNumberField("bytesReceived", tcpInfo.bytesReceived());
    }
    switch (socket.holders()) {
      case SocketHolders.Known(List<SocketHolder> holders, boolean all) ->
          writeHolders(all ? "KNOWN" : "KNOWN_IN_PART", holders);
      case SocketHolders.Unreadable() -> writeHolders("UNREADABLE", List.of());
      case SocketHolders.Nobody() -> writeHolders("NOBODY", List.of());
    }
    json.writeEndObject();
  }

  private void writeHolders(String how, List<SocketHolder> holders) throws IOException {
    json.writeStringField("heldBy", how);
    json.writeArrayFieldStart("holders");
    for (SocketHolder socketHolder : holders) {
      json.writeStartObject();
      json.writeNumberField("pid", socketHolder.process().pid());
      Integer hostPid = socketHolder.hostPid();
      if (hostPid == null) {
        json.writeNullField("hostPid");
      } else {
        json.writeNumberField("hostPid", hostPid);
      }
      Instant started = Instant.EPOCH.plus(socketHolder.process().startMicros(), ChronoUnit.MICROS);
      json.writeStringField("startedAt", moment(started));
      json.writeStringField("command", socketHolder.command());
      json.writeStringField("containerId", socketHolder.containerId());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeStrings(String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /** RFC 3339 in UTC with exactly six fractional digits. */
  private static String moment(Instant instant) {
    String second = instant.truncatedTo(ChronoUnit.SECONDS).toString();
    String micros =
        Integer.toString(1_000_000 + instant.get(ChronoField.MICRO_OF_SECOND)).substring(1);
    return second.substring(0, second.length() - 1) + "." + micros + "Z";
  }
}
