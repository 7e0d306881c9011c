package dev.pgtether.audit.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.audit.document.Change.Marked;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {

  private static final Audited AUDITED = Examples.audited(Examples.ALL, 0, false);

  @Test
  void without_terminal_nothing_is_cut() {
    Golden.assertMatches("table.txt", Table.of(AUDITED, TableStyle.PLAIN).lines());
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 100, 120, 160, 200})
  void within_a_terminal_names_give_way_before_columns_do(int width) {
    Golden.assertMatches("table-" + width + ".txt", Table.of(AUDITED, style(width)).lines());
  }

  @Test
  void the_sentences_stand_under_each_row() {
    Golden.assertMatches(
        "explained-120.txt", Table.of(AUDITED, new TableStyle(120, false, false, true)).lines());
  }

  @Test
  void it_begins_with_the_four_columns_by_which_such_tables_were_made_by_hand() {
    assertThat(Table.of(AUDITED, TableStyle.PLAIN).header())
        .matches(
            "Backend PID +Backend Addr +Client Addr +Client PID +Verdict +State +Since +User"
                + " +Database +Application +Command +Container");
  }

  @Test
  void no_line_is_wider_than_the_terminal() {
    IntStream.rangeClosed(80, 260)
        .forEach(
            width ->
                assertThat(Table.of(AUDITED, style(width)).lines())
                    .as("at %d columns", width)
                    .allSatisfy(line -> assertThat(Columns.of(line)).isLessThanOrEqualTo(width)));
  }

  @Test
  void the_first_four_columns_and_the_verdict_stay_whole_in_any_terminal() {
    // Given
    List<String> whole =
        Table.of(AUDITED, TableStyle.PLAIN).lines().stream().map(TableTest::fiveColumns).toList();
    // When
    Table narrow = Table.of(AUDITED, style(10));
    // Then
    assertThat(narrow.lines().stream().map(TableTest::fiveColumns)).isEqualTo(whole);
    assertThat(narrow.left())
        .containsExactly(
            TableColumn.STATE,
            TableColumn.SINCE,
            TableColumn.USER,
            TableColumn.DATABASE,
            TableColumn.APPLICATION,
            TableColumn.COMMAND,
            TableColumn.CONTAINER);
  }

  @Test
  void wide_letters_keep_the_columns_in_line() {
    // Given
    Pairing wide = named("注文", "注文サービス", "👩 ok");
    Pairing narrow = named("orders", "orders_service", "e\u0301t\u00e9");
    // When
    List<String> lines = Table.of(Examples.complete(wide, narrow), TableStyle.PLAIN).lines();
    // Then
    Golden.assertMatches("wide-letters.txt", lines);
    assertThat(columnsBefore("java", lines.get(1)))
        .isEqualTo(columnsBefore("java", lines.get(2)))
        .isEqualTo(columnsBefore("Command", lines.getFirst()));
  }

  @Test
  void colours_add_nothing_but_colour() {
    // Given
    List<String> plain = Table.of(AUDITED, style(120)).lines();
    // When
    List<String> coloured = Table.of(AUDITED, new TableStyle(120, true, false, false)).lines();
    // Then
    assertThat(coloured).isNotEqualTo(plain);
    assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9]*m", "")))
        .isEqualTo(plain);
  }

  @Test
  void what_changed_is_marked_in_front() {
    // Given
    Pairing working =
        Examples.exact(
            Examples.row(10614, "127.0.0.1", 41592)
                .in(SessionState.ACTIVE, "2026-10-05T02:59:59Z")
                .named("checkout", "orders", "pool-3"),
            Examples.holder(10612, "java"));
    List<Pairing> before =
        List.of(Examples.IDLE, Examples.SHARED, Examples.GONE, Examples.IN_TRANSACTION);
    Pairing lost =
        Examples.unpaired(
            Examples.row(10730, "127.0.0.1", 47160).named("batch", "orders", "gunicorn worker"),
            Verdict.UNKNOWN,
            Examples.evidence(Evidence.Code.NO_REPORT));
    List<Pairing> now = List.of(working, lost, Examples.IN_TRANSACTION, Examples.STANDBY);
    // When
    List<Marked> marked = Change.between(before, now);
    // Then
    Golden.assertMatches(
        "marked-120.txt",
        Table.of(marked, Examples.SERVER, new TableStyle(120, false, true, false)).lines());
    assertThat(marked)
        .extracting(Marked::change)
        .containsExactly(Change.STATE, Change.PAIRING, null, Change.NEW, Change.GONE);
  }

  private static TableStyle style(int width) {
    return new TableStyle(width, false, false, false);
  }

  private static Pairing named(String user, String database, String application) {
    return Examples.exact(
        Examples.row(1, "127.0.0.1", 1).named(user, database, application),
        Examples.holder(7, "java"));
  }

  private static int columnsBefore(String word, String line) {
    return Columns.of(line.substring(0, line.indexOf(word)));
  }

  private static String fiveColumns(String line) {
    String[] cells = line.split(" {2,}");
    return String.join("|", List.of(cells).subList(0, 5));
  }
}
