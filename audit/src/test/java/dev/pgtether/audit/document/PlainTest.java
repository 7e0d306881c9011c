package dev.pgtether.audit.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.correlation.pairing.Pairing;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a hostile client can make of its names, medium by medium. */
class PlainTest {

  static Stream<Arguments> hostile() {
    return Stream.of(
        // name, terminal, spreadsheet
        Arguments.of("psql", "psql", "psql"),
        Arguments.of("Müller & Søn", "Müller & Søn", "Müller & Søn"),
        Arguments.of("\u001b[2J\u001b]0;owned\u0007", "\\x1b[2J\\x1b]0;owned\\x07", null),
        Arguments.of("\u009b31m", "\\x9b31m", null),
        Arguments.of("a\nb\r\nc", "a\\x0ab\\x0d\\x0ac", null),
        Arguments.of("a\tb\u0000\u007f\b", "a\\x09b\\x00\\x7f\\x08", null),
        Arguments.of("moc.live\u202egro.doog", "moc.live\\u{202e}gro.doog", null),
        Arguments.of("\u2066x\u2069\u200f\u061c", "\\u{2066}x\\u{2069}\\u{200f}\\u{61c}", null),
        Arguments.of("ad\u200bmin\ufeff\u2060", "ad\\u{200b}min\\u{feff}\\u{2060}", null),
        Arguments.of("a\u2028b\u2029c\u0085", "a\\u{2028}b\\u{2029}c\\x85", null),
        Arguments.of("half \ud83d here", "half \\u{d83d} here", null),
        Arguments.of("\udc00", "\\u{dc00}", null),
        Arguments.of("tag\udb40\udc41", "tag\\u{e0041}", null),
        Arguments.of("a\u00a0b\u3000c", "a\\xa0b\\u{3000}c", null),
        Arguments.of("\u3164 \u2800", "\\u{3164} \\u{2800}", null),
        Arguments.of("app  EXACT  1234", "app \\x20EXACT \\x201234", null),
        Arguments.of(" lead and trail ", "\\x20lead and trail\\x20", null),
        Arguments.of("\u0301e", "\\u{301}e", null),
        Arguments.of("e\u0301\u0302\u0303\u0304", "e\u0301\u0302\\u{303}\\u{304}", null),
        Arguments.of("=1+1", "=1+1", "'=1+1"),
        Arguments.of("+1", "+1", "'+1"),
        Arguments.of("-1", "-1", "'-1"),
        Arguments.of("-", "-", "'-"),
        Arguments.of("@SUM(A1)", "@SUM(A1)", "'@SUM(A1)"),
        Arguments.of("\uff1dcmd", "\uff1dcmd", "'\uff1dcmd"),
        Arguments.of("\t=1", "\\x09=1", null),
        Arguments.of("\r=1", "\\x0d=1", null),
        Arguments.of("a,\"b\";c", "a,\"b\";c", null),
        Arguments.of("<script>alert(1)</script>", "<script>alert(1)</script>", null));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void in_a_terminal(String name, String terminal, String spreadsheet) {
    assertThat(Plain.of(name)).isEqualTo(terminal);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void in_csv(String name, String terminal, String spreadsheet) throws IOException {
    // When
    String csv = CsvDocument.of(Examples.complete(named(name)));
    // Then
    List<CSVRecord> records = CSVFormat.RFC4180.parse(new StringReader(csv)).getRecords();
    assertThat(records).hasSize(2);
    int application = records.getFirst().toList().indexOf("application");
    assertThat(records.get(1).get(application))
        .isEqualTo(spreadsheet == null ? terminal : spreadsheet);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void in_json(String name, String terminal, String spreadsheet) throws JsonProcessingException {
    // When
    String json = JsonDocument.compact(Examples.complete(named(name)));
    // Then
    assertThat(new ObjectMapper().readTree(json).at("/connections/0/application").asText())
        .isEqualTo(name.replace("\ud83d here", "\ufffd here").replaceAll("^\udc00$", "\ufffd"));
    assertThat(json.codePoints().filter(Plain::isUnsafe)).isEmpty();
  }

  @Test
  void any_text_is_one_visible_line_and_comes_back_exactly_from_json()
      throws JsonProcessingException {
    Random random = new Random(42);
    for (int round = 0; round < 2_000; round++) {
      // Given
      int[] points = IntStream.range(0, random.nextInt(12)).map(i -> point(random)).toArray();
      String name = new String(points, 0, points.length);
      // When
      String plain = Plain.of(name);
      String json = JsonDocument.compact(Examples.complete(named(name)));
      // Then
      assertThat(plain.codePoints().filter(Plain::isUnsafe)).as(plain).isEmpty();
      assertThat(plain).doesNotContain("  ").isEqualTo(plain.strip());
      assertThat(new ObjectMapper().readTree(json).at("/connections/0/application").asText())
          .isEqualTo(name);
      for (int columns = 1; columns < 12; columns++) {
        String cut = Columns.cut(plain, columns);
        assertThat(Columns.of(cut)).isLessThanOrEqualTo(columns);
        assertThat(cut.codePoints().filter(Plain::isUnsafe)).isEmpty();
      }
    }
  }

  /** A whole code point, often from where it hurts. */
  private static int point(Random random) {
    int point =
        switch (random.nextInt(6)) {
          case 0 -> random.nextInt(0x20);
          case 1 -> 0x80 + random.nextInt(0x20);
          case 2 -> 0x2000 + random.nextInt(0x70);
          case 3 -> 0x20 + random.nextInt(0x5f);
          case 4 -> 0x300 + random.nextInt(0x70);
          default -> random.nextInt(Character.MAX_CODE_POINT + 1);
        };
    return point >= 0xD800 && point <= 0xDFFF ? 'x' : point;
  }

  private static Pairing named(String application) {
    return Examples.exact(
        Examples.row(1, "127.0.0.1", 1).named("u", "d", application), Examples.holder(7, "x"));
  }
}
