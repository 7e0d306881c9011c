package dev.pgtether.correlation.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plain-text file of a case. It has comment lines, which begin with {@code #}, and tables, which
 * end with an empty line. A table is a title, a line of headings, and rows. Each cell starts in the
 * column of its heading; cells are at least two spaces apart.
 */
final class CaseTableFile {

  private static final Pattern CELL = Pattern.compile("\\S+(?: \\S+)*");

  private final Path path;
  private final List<TableLayout> layouts;
  private final List<String> lines;
  private final Map<String, List<TableRow>> tables = new HashMap<>();

  private CaseTableFile(Path path, List<TableLayout> layouts, List<String> lines) {
    this.path = path;
    this.layouts = layouts;
    this.lines = lines;
  }

  /**
   * Reads a file that may have the tables {@code layouts}, each at most once.
   *
   * @throws IllegalArgumentException with file and line, when the file does not have this form
   */
  static CaseTableFile read(Path path, TableLayout... layouts) {
    try {
      CaseTableFile file = new CaseTableFile(path, List.of(layouts), Files.readAllLines(path));
      for (int at = 0; at < file.lines.size(); ) {
        at = file.isTable(at) ? file.readTable(at) : at + 1;
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line is a comment: it begins the story of the case. */
  boolean startsWithStory() {
    return !lines.isEmpty() && lines.getFirst().startsWith("# ");
  }

  /** The rows of a table; none when the file does not have it. */
  List<TableRow> rows(TableLayout tableLayout) {
    return tables.getOrDefault(tableLayout.title(), List.of());
  }

  /** The row of a table that has exactly one. */
  TableRow row(TableLayout tableLayout) {
    List<TableRow> rows = rows(tableLayout);
    if (rows.size() != 1) {
      throw new IllegalArgumentException(
          "%s: %s has one row, not %d".formatted(path, tableLayout.title(), rows.size()));
    }
    return rows.getFirst();
  }

  private boolean isTable(int at) {
    return at < lines.size() && !lines.get(at).isBlank() && !lines.get(at).startsWith("#");
  }

  private int readTable(int title) {
    TableLayout tableLayout = layoutOf(title);
    if (!isTable(title + 1)) {
      throw formatError(title, tableLayout.title() + " has no heading line");
    }
    List<Cell> headings = cells(title + 1);
    try {
      tableLayout.check(headings.stream().map(Cell::text).toList());
    } catch (IllegalArgumentException e) {
      throw formatError(title + 1, e.getMessage());
    }
    List<TableRow> rows = new ArrayList<>();
    int at = title + 2;
    for (; isTable(at); at++) {
      rows.add(row(at, headings));
    }
    if (tables.put(tableLayout.title(), rows) != null) {
      throw formatError(title, "a second table " + tableLayout.title());
    }
    return at;
  }

  private TableLayout layoutOf(int title) {
    for (TableLayout tableLayout : layouts) {
      if (tableLayout.title().equals(lines.get(title))) {
        return tableLayout;
      }
    }
    throw formatError(title, "no table is called " + lines.get(title));
  }

  private TableRow row(int at, List<Cell> headings) {
    List<Cell> cells = cells(at);
    if (cells.size() != headings.size()) {
      throw formatError(at, "%d cells under %d headings".formatted(cells.size(), headings.size()));
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).column() != headings.get(i).column()) {
        throw formatError(
            at, "'%s' does not start under its heading".formatted(cells.get(i).text()));
      }
      row.put(headings.get(i).text(), cells.get(i).text());
    }
    return new TableRow(path + ":" + (at + 1), row);
  }

  private record Cell(String text, int column) {}

  private List<Cell> cells(int at) {
    List<Cell> cells = new ArrayList<>();
    for (Matcher matcher = CELL.matcher(lines.get(at)); matcher.find(); ) {
      cells.add(new Cell(matcher.group(), matcher.start()));
    }
    return cells;
  }

  private IllegalArgumentException formatError(int at, String what) {
    return new IllegalArgumentException("%s:%d: %s".formatted(path, at + 1, what));
  }
}
