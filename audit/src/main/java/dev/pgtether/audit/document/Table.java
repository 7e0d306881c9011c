package dev.pgtether.audit.document;

import dev.pgtether.audit.document.Change.Marked;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.Evidence;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An audit as a table for people: columns parted by two spaces and no lines, as kubectl draws them,
 * so that it can be read, cut and grepped. The first four headings are those by which such tables
 * have been made by hand.
 *
 * @param header the headings
 * @param rows the lines of each row, the sentences of its evidence after it where they were asked
 *     for
 * @param left the columns that the terminal has no room for
 */
public record Table(String header, List<List<String>> rows, List<TableColumn> left) {

  private static final String BETWEEN = " ".repeat(Layout.GAP);
  private static final String INDENT = "    ";

  public Table {
    rows = List.copyOf(rows);
    left = List.copyOf(left);
  }

  /** The table of an audit, without marks. */
  public static Table of(Audited audited, TableStyle style) {
    List<Marked> unmarked =
        audited.shown().stream().map(pairing -> new Marked(pairing, null)).toList();
    return of(unmarked, audited.serverInfo(), style);
  }

  /** The table of pairings with what has changed about them. */
  public static Table of(List<Marked> pairings, ServerInfo serverInfo, TableStyle style) {
    List<Row> rows =
        pairings.stream().map(marked -> new Row(marked.pairing(), serverInfo)).toList();
    List<RowText> texts = rows.stream().map(RowText::of).toList();
    String gutter = style.marks() ? BETWEEN : "";
    int width = style.width() - gutter.length();
    boolean inCluster = pairings.stream().anyMatch(marked -> marked.pairing().clientPod() != null);
    Layout layout =
        Layout.of(
            texts, inCluster ? EnumSet.allOf(TableColumn.class) : TableColumn.ofOneHost(), width);
    List<List<String>> lines = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      Change change = pairings.get(i).change();
      String line =
          line(rows.get(i), texts.get(i), layout, style.colour() && change != Change.GONE);
      String mark = change == null ? gutter : change.mark() + " ";
      Paint paint = style.colour() ? Paint.of(change) : Paint.NONE;
      List<String> ofRow = new ArrayList<>();
      ofRow.add(
          !style.marks()
              ? line
              : change == Change.GONE ? paint.on(mark + line) : paint.on(mark) + line);
      if (style.explain()) {
        ofRow.addAll(explanation(rows.get(i), width));
      }
      lines.add(ofRow);
    }
    return new Table(header(layout, gutter, style.colour()), lines, layout.left());
  }

  /** Everything, line by line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(rows.size() + 1);
    lines.add(header);
    rows.forEach(lines::addAll);
    return lines;
  }

  private static String header(Layout layout, String gutter, boolean colour) {
    String headings =
        layout.columns().entrySet().stream()
            .map(column -> Columns.pad(column.getKey().heading(), column.getValue()))
            .collect(Collectors.joining(BETWEEN))
            .stripTrailing();
    return gutter + (colour ? Paint.BOLD : Paint.NONE).on(headings);
  }

  private static String line(Row row, RowText texts, Layout layout, boolean colour) {
    StringBuilder line = new StringBuilder();
    int owed = 0; // spaces that the next column, if there is one, has before it
    for (Map.Entry<TableColumn, Integer> entry : layout.columns().entrySet()) {
      TableColumn column = entry.getKey();
      String text = Columns.cut(texts.of(column, layout.shortStates()), entry.getValue());
      line.repeat(' ', owed).append(colour ? Paint.of(column, row).on(text) : text);
      owed = entry.getValue() - Columns.of(text) + Layout.GAP;
    }
    return line.toString();
  }

  private static List<String> explanation(Row row, int width) {
    List<String> lines = new ArrayList<>();
    for (Evidence evidence : row.pairing().evidence()) {
      lines.addAll(Paragraph.wrap(Sentences.of(evidence), INDENT, width));
    }
    return lines;
  }
}
