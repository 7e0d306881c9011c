package dev.pgtether.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.SocketQuery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What strangers may send. */
class BoundsTest {

  private static final String REPORT =
      new String(Codec.encode(Messages.report()), StandardCharsets.UTF_8);

  @Test
  void fields_that_are_not_known_are_passed_over() throws WireException {
    // Given
    String later =
        REPORT
            .replaceFirst("\\{", "{\"later\":{\"a\":[1,{\"b\":null}]},")
            .replace("\"heldBy\"", "\"since\":1.5,\"heldBy\"")
            .replace("\"listing\"", "\"more\":[true],\"listing\"");
    // When
    Post read = Codec.decodePost(bytes(later));
    // Then
    assertThat(read).isEqualTo(Messages.report());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "ESTABLISHED"          | "DREAMING"              | not a TcpState that this version knows
          "PROCESSES_UNREADABLE" | "MORE"                  | not a Kind that this version knows
          "unreadable"           | "perhaps"               | not a word that this version knows
          "heldBy":[0]           | "heldBy":[2]            | a number from 0 to 1
          "heldBy":[0]           | "heldBy":[-1]           | a number from 0 to 1
          "heldBy":[0]           | "heldBy":[]             | known holders are at least one
          "heldBy":[0]           | "nobody":true           | the field heldBy is missing
          "cookie":20481         | "cookie":1.5            | a whole number was expected
          "cookie":20481         | "cookie":99999999999999999999 | out of range
          "cookie":20481         | "cookie":"20481"        | a whole number was expected
          "cookie":20481         | "cookie":20481,"cookie":20482 | Duplicate field
          "uid":1000             | "uid":4294967296        | a number from
          "10.42.1.17:41592"     | "example.com:41592"     | not an IP literal
          "10.42.1.17:41592"     | "10.42.1.17:65536"      | a TCP port is 0 to 65535
          "10.42.1.17:41592"     | "10.42.1.17"            | not an address and a port
          "[fd00::17]:54092"     | "fd00::17:54092"        | not an address and a port
          "beginNanos":-5000000  | "beginNanos":5000000    | ends before it begins
          "limits":[             | "extents":[             | the field limits is missing
          "processes":[          | "persons":[             | processes that have not been listed yet
          "epoch":4              | "epoch":-4              | not negative
          u1VdJqzW0S2r9cJbqXxH_A | u1VdJqzW0S2r9cJbqXxH A  | a nonce is 16 to 64
          u1VdJqzW0S2r9cJbqXxH_A | u1VdJqzW0S2r9cJ         | a nonce is 16 to 64
          "times":3              | "times":0               | at least once
          "began":"2026          | "began":"yesterday 2026 | could not be parsed
          "command":"java"       | "command":"javajavajavajavajavajavajavajavajavajavajavajavajavajavajavajavajava" | characters, more than 64
          """)
  void a_value_that_is_not_known_or_out_of_its_bound_is_refused(
      String good, String bad, String complaint) {
    assertThat(REPORT).contains(good);
    assertRefused(REPORT.replace(good, bad), complaint);
  }

  @Test
  void every_beginning_of_a_message_is_refused() {
    byte[] whole = bytes(REPORT);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(WireException.class)
          .as("the first %d bytes", length)
          .isThrownBy(() -> Codec.decodePost(cut));
    }
  }

  @Test
  void whatever_bytes_are_turned_it_is_read_or_refused_and_nothing_else() {
    // Given
    Random dice = new Random(20_260_301);
    byte[] whole = bytes(REPORT);
    int refused = 0;
    // When
    for (int round = 0; round < 5_000; round++) {
      byte[] turned = whole.clone();
      for (int i = dice.nextInt(3); i >= 0; i--) {
        turned[dice.nextInt(turned.length)] = (byte) dice.nextInt(256);
      }
      try {
        Codec.decodePost(turned);
      } catch (WireException expected) {
        refused++;
      }
    }
    // Then
    assertThat(refused).isBetween(1_000, 4_999);
  }

  @Test
  void what_follows_the_message_is_refused() {
    assertRefused(REPORT + "{}", "something follows the message");
  }

  @Test
  void a_body_that_is_too_long_is_refused_unread() {
    byte[] body = new byte[Exchange.MAX_BODY_BYTES + 1];
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> Codec.decodePost(body))
        .withMessageContaining("1048577 bytes long");
  }

  @Test
  void deep_nesting_is_refused_even_where_it_is_passed_over() {
    assertRefused(
        REPORT.replaceFirst("\\{", "{\"later\":" + "[".repeat(50_000) + "]".repeat(50_000) + ","),
        "nesting depth");
  }

  @Test
  void long_text_is_refused() {
    assertRefused(
        REPORT.replace("\"detail\":\"", "\"detail\":\"" + "x".repeat(501)), "more than 500");
  }

  @Test
  void another_character_set_is_refused() {
    byte[] utf16 = REPORT.getBytes(StandardCharsets.UTF_16);
    assertThatExceptionOfType(WireException.class).isThrownBy(() -> Codec.decodePost(utf16));
  }

  @Test
  void more_sockets_than_the_bound_are_refused() {
    // Given
    String many = "\"10.0.0.1:1\",".repeat(Exchange.MAX_SOCKETS) + "\"10.0.0.1:1\"";
    String query =
        "{\"nonce\":\"%s\",\"epoch\":1,\"deadlineMillis\":5,\"query\":{\"ports\":[],\"wanted\":[%s]}}"
            .formatted(Messages.NONCE, many);
    // When, then
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> Codec.decodeQuestion(bytes(query)))
        .withMessageContaining("a list of more than 20000");
  }

  @Test
  void a_report_that_does_not_fit_leaves_sockets_out_and_says_so() throws WireException {
    // Given
    Report big = Messages.big(12_000);
    // When
    byte[] written = Codec.encode(big);
    // Then
    assertThat(written).hasSizeBetween(Exchange.MAX_BODY_BYTES / 2, Exchange.MAX_BODY_BYTES);
    Scan read = ((Report) Codec.decodePost(written)).scan();
    assertThat(read.sockets()).isEqualTo(big.scan().sockets().subList(0, read.sockets().size()));
    assertThat(read.scanCoverage().limits())
        .contains(new Limit(Limit.Kind.TOO_MANY_SOCKETS, 12_000 - read.sockets().size()));
  }

  @Test
  void what_was_left_out_before_is_counted_too() {
    // Given
    Scan scan = Truncation.keep(Messages.big(100).scan(), 90);
    // When
    Scan less = Truncation.keep(scan, 50);
    // Then
    assertThat(less.scanCoverage().limits())
        .contains(new Limit(Limit.Kind.TOO_MANY_SOCKETS, 50))
        .doesNotContain(new Limit(Limit.Kind.TOO_MANY_SOCKETS, 10));
  }

  @Test
  void a_question_that_does_not_fit_is_not_asked() {
    // Given
    Set<Endpoint> wanted =
        IntStream.range(1, 40_000)
            .mapToObj(port -> Endpoint.of("fd00:1111:2222:3333:4444:5555:6666:7777", port))
            .collect(Collectors.toSet());
    Question question =
        new Question(
            Messages.NONCE,
            1,
            Duration.ofSeconds(1),
            new SocketQuery(Set.of(5432), wanted, Set.of(), Set.of(), null));
    // When, then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.encode(question))
        .withMessageContaining("wants 39999 sockets of one agent");
  }

  @Test
  void text_for_people_is_cut_between_characters() {
    String long500 = "x".repeat(499) + "\uD83D\uDC18";
    assertThat(new Excuse(Messages.healthy(), Messages.NONCE, 1, long500).why()).hasSize(499);
  }

  @Test
  void a_refusal_of_a_later_version_is_still_a_refusal() throws WireException {
    assertThat(
            Codec.decodeRefusal(
                bytes("{\"refused\":\"MOON_IS_FULL\",\"message\":\"wait\",\"days\":3}")))
        .isEqualTo(new Refusal(Refusal.Code.FAULT, "wait"));
  }

  @Test
  void a_page_of_something_in_between_is_no_refusal() {
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> Codec.decodeRefusal(bytes("<html>Bad Gateway</html>")))
        .withMessageContaining("a refusal, at its root");
  }

  private static void assertRefused(String body, String complaint) {
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> Codec.decodePost(bytes(body)))
        .withMessageContaining(complaint);
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }
}
