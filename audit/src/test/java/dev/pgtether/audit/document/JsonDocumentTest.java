package dev.pgtether.audit.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pgtether.audit.Audit;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.pairing.ConnectionHop;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonDocumentTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Audited AUDITED =
      Examples.audited(Examples.ALL, 4, false, new Limit(Limit.Kind.PROCESSES_UNREADABLE, 143));

  @Test
  void the_whole_document() {
    Golden.assertMatches("audit.json", JsonDocument.pretty(AUDITED) + "\n");
  }

  @Test
  void compact_is_the_same_on_one_line() throws JsonProcessingException {
    String compact = JsonDocument.compact(AUDITED);
    assertThat(compact).doesNotContain("\n");
    assertThat(MAPPER.readTree(compact)).isEqualTo(MAPPER.readTree(JsonDocument.pretty(AUDITED)));
  }

  @Test
  void every_document_is_valid_by_the_schema() throws IOException {
    for (Audited audited :
        List.of(AUDITED, Examples.complete(), Examples.complete(Examples.HOSTILE))) {
      assertThat(schema().validate(JsonDocument.compact(audited), InputFormat.JSON)).isEmpty();
    }
  }

  @Test
  void the_schema_refuses_a_field_that_it_does_not_know() throws IOException {
    var document =
        (com.fasterxml.jackson.databind.node.ObjectNode)
            MAPPER.readTree(JsonDocument.compact(AUDITED));
    document.put("surprise", 1);
    assertThat(schema().validate(document.toString(), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void the_schema_describes_every_field_and_refuses_others() throws IOException {
    List<String> undescribed = new ArrayList<>();
    inspect(schemaNode(), "", undescribed);
    assertThat(undescribed).isEmpty();
  }

  @Test
  void the_schema_lists_every_verdict_code_and_kind() throws IOException {
    JsonNode connection = schemaNode().at("/$defs/connection/properties");
    assertThat(texts(connection.at("/verdict/enum"))).isEqualTo(names(Verdict.values()));
    assertThat(texts(connection.at("/evidence/items/properties/code/enum")))
        .isEqualTo(names(Evidence.Code.values()));
    assertThat(texts(connection.at("/via/items/enum")))
        .isEqualTo(Arrays.stream(ConnectionHop.values()).map(ConnectionHop::word).toList());
    assertThat(texts(schemaNode().at("/properties/gaps/items/properties/kind/enum")))
        .isEqualTo(names(Gap.Kind.values()));
    assertThat(
            texts(
                schemaNode()
                    .at("/properties/agents/items/properties/limits/items/properties/kind/enum")))
        .isEqualTo(names(Limit.Kind.values()));
  }

  @Test
  void what_was_asked_for_is_shown_and_everything_is_counted() throws JsonProcessingException {
    JsonNode document =
        MAPPER.readTree(
            JsonDocument.compact(AUDITED.only(pairing -> pairing.verdict() == Verdict.GHOST)));
    assertThat(document.at("/summary/backends").asInt()).isEqualTo(Examples.ALL.size());
    assertThat(document.at("/summary/shown").asInt()).isEqualTo(1);
    assertThat(document.at("/summary/exact").asInt()).isEqualTo(4);
    assertThat(document.at("/connections")).hasSize(1);
    assertThat(document.at("/connections/0/backendPid").asInt()).isEqualTo(10770);
  }

  @Test
  void instants_always_have_six_fractional_digits() {
    assertThat(Moment.ofMicros(0)).isEqualTo("1970-01-01T00:00:00.000000Z");
    assertThat(Moment.ofMicros(1_759_629_600_000_042L)).isEqualTo("2025-10-05T02:00:00.000042Z");
    assertThat(Moment.ofMicros(-1)).isEqualTo("1969-12-31T23:59:59.999999Z");
  }

  private static void inspect(JsonNode node, String path, List<String> undescribed) {
    if (node.path("type").asText().equals("object") && node.has("properties")) {
      if (!node.path("additionalProperties").isBoolean()) {
        undescribed.add(path + " is open");
      }
      node.get("properties")
          .properties()
          .forEach(
              property -> {
                String at = path + "/" + property.getKey();
                if (property.getValue().path("description").asText().isBlank()) {
                  undescribed.add(at);
                }
                inspect(property.getValue(), at, undescribed);
              });
    }
    if (node.has("items")) {
      inspect(node.get("items"), path + "/[]", undescribed);
    }
    if (node.has("$defs")) {
      node.get("$defs")
          .properties()
          .forEach(def -> inspect(def.getValue(), "/" + def.getKey(), undescribed));
    }
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private static JsonNode schemaNode() throws IOException {
    try (InputStream file = Audit.class.getResourceAsStream("audit-v1.schema.json")) {
      return MAPPER.readTree(file);
    }
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schemaNode().toString());
  }
}
