package dev.pgtether.audit.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.ConnectionHop;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One element of {@code connections}. */
final class JsonConnection {

  private JsonConnection() {}

  static void write(Row row, JsonGenerator json) throws IOException {
    Pairing pairing = row.pairing();
    Backend backend = pairing.backend();
    List<SocketHolder> holders = pairing.holders();
    json.writeStartObject();
    json.writeNumberField("backendPid", backend.id().pid());
    json.writeStringField("backendStart", Moment.ofMicros(backend.id().startMicros()));
    json.writeStringField(
        "backendType",
        switch (backend.kind()) {
          case CLIENT -> "client backend";
          case WALSENDER -> "walsender";
        });
    JsonText.write(json, "backendAddress", row.acceptedAt());
    JsonText.write(json, "clientAddress", clientAddress(backend.client()));
    json.writeStringField("verdict", pairing.verdict().name());
    json.writeArrayFieldStart("via");
    for (ConnectionHop connectionHop : pairing.via().stream().sorted().toList()) {
      json.writeString(connectionHop.word());
    }
    json.writeEndArray();
    writeNumber(json, "clientPid", holders.isEmpty() ? null : holders.getFirst().process().pid());
    writeHolders(pairing, json);
    writeClient(pairing, json);
    JsonText.write(json, "agent", pairing.agent());
    JsonText.write(json, "user", backend.user());
    JsonText.write(json, "database", backend.database());
    JsonText.write(json, "application", backend.application());
    JsonText.write(
        json, "state", backend.state() == SessionState.UNKNOWN ? null : backend.state().word());
    Long since = backend.stateChangeMicros();
    JsonText.write(json, "stateSince", since == null ? null : Moment.ofMicros(since));
    writeEvidence(pairing.evidence(), json);
    json.writeEndObject();
  }

  private static @Nullable String clientAddress(ClientAddress client) {
    return client instanceof ClientAddress.Tcp(Endpoint endpoint) ? endpoint.toString() : null;
  }

  /** Fields that only a cluster can fill; they are there so that a reader need not ask. */
  private static void writeClient(Pairing pairing, JsonGenerator json) throws IOException {
    ClientPod clientPod = pairing.clientPod();
    List<SocketHolder> holders = pairing.holders();
    JsonText.write(json, "namespace", clientPod == null ? null : clientPod.namespace());
    JsonText.write(json, "pod", clientPod == null ? null : clientPod.podName());
    JsonText.write(
        json, "container", holders.isEmpty() ? null : pairing.containerOf(holders.getFirst()));
    JsonText.write(json, "workload", clientPod == null ? null : clientPod.workload().toString());
    if (clientPod != null) {
      JsonText.write(json, "podUid", clientPod.podUid());
    }
  }

  private static void writeHolders(Pairing pairing, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("holders");
    for (SocketHolder socketHolder : pairing.holders()) {
      json.writeStartObject();
      json.writeNumberField("pid", socketHolder.process().pid());
      writeNumber(json, "hostPid", socketHolder.hostPid());
      json.writeStringField("startedAt", Moment.ofMicros(socketHolder.process().startMicros()));
      JsonText.write(json, "command", socketHolder.command());
      JsonText.write(json, "containerId", socketHolder.containerId());
      String container = pairing.containerOf(socketHolder);
      if (container != null) {
        JsonText.write(json, "container", container);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeEvidence(List<Evidence> evidence, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart("evidence");
    for (Evidence one : evidence) {
      json.writeStartObject();
      json.writeStringField("code", one.code().name());
      json.writeObjectFieldStart("values");
      for (String key : one.code().keys()) {
        writeValue(json, key, one.values().get(key));
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeValue(JsonGenerator json, String key, @Nullable Object value)
      throws IOException {
    switch (value) {
      case Long number -> json.writeNumberField(key, number);
      case List<?> list -> {
        json.writeArrayFieldStart(key);
        for (Object one : list) {
          json.writeString(JsonText.whole(one.toString()));
        }
        json.writeEndArray();
      }
      case null, default -> JsonText.write(json, key, String.valueOf(value));
    }
  }

  private static void writeNumber(JsonGenerator json, String name, @Nullable Integer value)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }
}
