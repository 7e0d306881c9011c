package dev.pgtether.correlation.golden;

import java.util.List;
import java.util.stream.Stream;

/**
 * The columns that a table of a case may have.
 *
 * @param title the line above the heading line
 * @param columns required columns
 * @param optional optional columns; when one is missing, its cells read {@code -}
 */
record TableLayout(String title, List<String> columns, List<String> optional) {

  static TableLayout of(String title, String... columns) {
    return new TableLayout(title, List.of(columns), List.of());
  }

  TableLayout withOptional(String column) {
    return new TableLayout(
        title, columns, Stream.concat(optional.stream(), Stream.of(column)).toList());
  }

  /**
   * Checks the headings of a table.
   *
   * @throws IllegalArgumentException when a column is missing, unknown, or there twice
   */
  void check(List<String> headings) {
    for (int i = 0; i < headings.size(); i++) {
      String heading = headings.get(i);
      if (!columns.contains(heading) && !optional.contains(heading)) {
        throw new IllegalArgumentException("%s has no column %s".formatted(title, heading));
      }
      if (headings.indexOf(heading) != i) {
        throw new IllegalArgumentException("%s has the column %s twice".formatted(title, heading));
      }
    }
    for (String column : columns) {
      if (!headings.contains(column)) {
        throw new IllegalArgumentException("%s lacks the column %s".formatted(title, column));
      }
    }
  }
}
