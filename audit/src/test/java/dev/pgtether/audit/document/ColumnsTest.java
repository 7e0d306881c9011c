package dev.pgtether.audit.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {

  @ParameterizedTest
  @CsvSource({
    "orders,6",
    "Müller,6",
    "注文,4",
    "サービス,8",
    "ｻｰﾋﾞｽ,5",
    "ＡＢ,4",
    "한국,4",
    "👩,2",
    "e\u0301,1",
    "…,1",
    "§±→,3"
  })
  void text_takes_as_many_columns_as_a_terminal_gives_it(String text, int columns) {
    assertThat(Columns.of(text)).isEqualTo(columns);
  }

  @Test
  void a_cut_ends_in_an_ellipsis_and_never_in_the_middle_of_a_code_point() {
    assertThat(Columns.cut("application", 11)).isEqualTo("application");
    assertThat(Columns.cut("application", 10)).isEqualTo("applicati…");
    assertThat(Columns.cut("👩👩👩", 5)).isEqualTo("👩👩…");
    assertThat(Columns.cut("👩👩👩", 4)).isEqualTo("👩…");
    assertThat(Columns.cut("注文", 1)).isEqualTo("…");
    assertThat(Columns.cut("e\u0301e\u0301e\u0301", 2)).isEqualTo("e\u0301…");
  }
}
