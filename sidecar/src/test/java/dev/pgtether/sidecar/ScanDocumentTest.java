package dev.pgtether.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.HolderLookup;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketId;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ScanDocumentTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CONTAINER = "0123456789abcdef".repeat(4);
  private static final MonotonicInterval THEN = new MonotonicInterval(1, 2);

  @Test
  void every_kind_of_holder_and_limit_is_valid_by_the_schema() throws IOException {
    JsonNode document = MAPPER.readTree(ScanDocument.write(everything("java"), false));
    assertThat(schema().validate(document.toString(), InputFormat.JSON)).isEmpty();
    assertThat(texts(document.at("/sockets"), "heldBy"))
        .containsExactly("KNOWN", "KNOWN_IN_PART", "UNREADABLE", "NOBODY");
  }

  @Test
  void the_schema_refuses_a_field_that_it_does_not_know() throws IOException {
    ObjectNode document =
        (ObjectNode) MAPPER.readTree(ScanDocument.write(everything("java"), false));
    document.put("surprise", 1);
    assertThat(schema().validate(document.toString(), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void the_schema_lists_every_word_of_the_facts() throws IOException {
    JsonNode schema = schemaNode();
    JsonNode visibility = schema.at("/properties/visibility/properties");
    JsonNode socket = schema.at("/properties/sockets/items/properties");
    assertThat(enumOf(visibility.at("/listing"))).isEqualTo(names(SocketListing.values()));
    assertThat(enumOf(visibility.at("/reading"))).isEqualTo(names(HolderLookup.values()));
    assertThat(enumOf(visibility.at("/limits/items/properties/kind")))
        .isEqualTo(names(Limit.Kind.values()));
    assertThat(enumOf(socket.at("/state"))).isEqualTo(names(TcpState.values()));
  }

  @Test
  void a_hostile_command_name_comes_back_exactly_and_shows_nothing_but_ascii() throws IOException {
    // Given: a terminal escape, C1, DEL, a turn of direction, a line end of old JavaScript
    String hostile = "\u001b[2J\u009b1\u007f\u202e\u2028\"\\";

    // When
    String document = ScanDocument.write(everything(hostile), true);

    // Then
    assertThat(document.chars().filter(unit -> unit != '\n'))
        .allMatch(unit -> unit >= 0x20 && unit < 0x7F);
    assertThat(MAPPER.readTree(document).at("/sockets/0/holders/0/command").textValue())
        .isEqualTo(hostile);
  }

  @Test
  void a_cookie_keeps_all64_bits_and_a_uid_is_unsigned() throws IOException {
    JsonNode socket =
        MAPPER.readTree(ScanDocument.write(everything("java"), false)).at("/sockets/0");
    assertThat(socket.at("/cookie").textValue()).isEqualTo("18446744073709551615");
    assertThat(socket.at("/uid").longValue()).isEqualTo(4_294_967_294L);
  }

  @Test
  void sockets_are_sorted_by_their_local_end() throws IOException {
    JsonNode document = MAPPER.readTree(ScanDocument.write(everything("java"), false));
    assertThat(texts(document.at("/sockets"), "local"))
        .containsExactly("10.0.0.1:40000", "10.0.0.1:40001", "10.0.0.1:40002", "[fd00::1]:40000");
  }

  private static Scanned everything(String command) {
    SocketHolder one =
        new SocketHolder(new ProcessId(7, 1_700_000_000_000_000L), 4711, command, CONTAINER);
    SocketHolder other =
        new SocketHolder(new ProcessId(8, 1_700_000_000_123_456L), null, command, null);
    List<ClientSocket> sockets =
        List.of(
            socket("fd00::1", 40000, null, new SocketHolders.Nobody()),
            socket("10.0.0.1", 40002, null, new SocketHolders.Unreadable()),
            socket(
                "10.0.0.1",
                40000,
                new TcpInfo(5, 600, THEN),
                new SocketHolders.Known(List.of(one, other), true)),
            socket("10.0.0.1", 40001, null, new SocketHolders.Known(List.of(one), false)));
    AgentReport report =
        new AgentReport(
            "local",
            "e70d96ea-ac3a-4744-b055-b8714e498b94",
            THEN,
            new ScanCoverage(
                SocketListing.DIAG_ONE_PASS,
                HolderLookup.OWN_PROCESSES,
                Arrays.stream(Limit.Kind.values()).map(kind -> new Limit(kind, 1)).toList()),
            List.of(
                new NetworkNamespace(4_026_531_833L, Set.of(IpAddress.parse("10.0.0.1")), true)),
            sockets,
            null);
    Standpoint standpoint = new Standpoint("orders-0", 3, 1000, 1000, List.of("CAP_SYS_PTRACE"), 9);
    return new Scanned(report, standpoint, "1", Set.of(5432), Instant.EPOCH, Duration.ofMillis(3));
  }

  private static ClientSocket socket(
      String address, int port, TcpInfo tcpInfo, SocketHolders socketHolders) {
    return new ClientSocket(
        new SocketId(1, -1),
        Endpoint.of(address, port),
        Endpoint.of("10.43.0.9", 5432),
        TcpState.ESTABLISHED,
        -2,
        tcpInfo,
        socketHolders);
  }

  private static JsonNode schemaNode() throws IOException {
    try (InputStream in = ScanDocument.class.getResourceAsStream("scan-v1.schema.json")) {
      return MAPPER.readTree(in);
    }
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(schemaNode().toString());
  }

  private static List<String> enumOf(JsonNode node) {
    return StreamSupport.stream(node.at("/enum").spliterator(), false)
        .map(JsonNode::textValue)
        .toList();
  }

  private static List<String> texts(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(node -> node.at("/" + field).textValue())
        .toList();
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }
}
