package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Columns;
import java.util.ArrayList;
import java.util.List;

/** Lines with aligned columns, parted by two spaces, as kubectl draws tables. */
final class TextTable {

  private static final String COLUMN_GAP = "  ";

  private TextTable() {}

  /**
   * The lines; a column in which no row says anything is left out.
   *
   * @param headings as many as each row has texts; the texts are plain already
   */
  static List<String> lines(List<String> headings, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(headings);
    all.addAll(rows);
    int[] widths = new int[headings.size()];
    for (int column = 0; column < widths.length; column++) {
      int index = column;
      boolean empty = rows.stream().allMatch(row -> row.get(index).equals("-"));
      widths[column] =
          empty ? 0 : all.stream().mapToInt(row -> Columns.of(row.get(index))).max().orElse(0);
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      if (widths[column] > 0) {
        line.append(Columns.pad(row.get(column), widths[column])).append(COLUMN_GAP);
      }
    }
    return line.toString().stripTrailing();
  }
}
