package dev.pgtether.correlation.cases;

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
 * A plain-text file of a case: comment lines that begin with {@code #}, and tables that an empty
 * line ends. A table is a title, a line of headings, and rows whose cells stand under their
 * headings, at least two spaces apart.
 */
final class CaseFile {

  private static final Pattern CELL = Pattern.compile("\\S+(?: \\S+)*");

  private final Path path;
  private final List<Layout> layouts;
  private final List<String> lines;
  private final Map<String, List<Row>> tables = new HashMap<>();

  private CaseFile(Path path, List<Layout> layouts, List<String> lines) {
    this.path = path;
    this.layouts = layouts;
    this.lines = lines;
  }

  /**
   * Reads a file that may have the tables {@code layouts}, each at most once.
   *
   * @throws IllegalArgumentException with file and line, for anything that is not as it should be
   */
  static CaseFile read(Path path, Layout... layouts) {
    try {
      CaseFile file = new CaseFile(path, List.of(layouts), Files.readAllLines(path));
      for (int at = 0; at < file.lines.size(); ) {
        at = file.isTable(at) ? file.readTable(at) : at + 1;
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean tellsStory() {
    return !lines.isEmpty() && lines.getFirst().startsWith("# ");
  }

  /** The rows of a table; none when the file does not have it. */
  List<Row> rows(Layout layout) {
    return tables.getOrDefault(layout.title(), List.of());
  }

  /** The row of a table that has exactly one. */
  Row row(Layout layout) {
    List<Row> rows = rows(layout);
    if (rows.size() != 1) {
      throw new IllegalArgumentException(
          "%s: %s has one row, not %d".formatted(path, layout.title(), rows.size()));
    }
    return rows.getFirst();
  }

  private boolean isTable(int at) {
    return at < lines.size() && !lines.get(at).isBlank() && !lines.get(at).startsWith("#");
  }

  private int readTable(int title) {
    Layout layout = layoutOf(title);
    if (!isTable(title + 1)) {
      throw wrong(title, layout.title() + " has no heading line");
    }
    List<Cell> headings = cells(title + 1);
    try {
      layout.check(headings.stream().map(Cell::text).toList());
    } catch (IllegalArgumentException e) {
      throw wrong(title + 1, e.getMessage());
    }
    List<Row> rows = new ArrayList<>();
    int at = title + 2;
    for (; isTable(at); at++) {
      rows.add(row(at, headings));
    }
    if (tables.put(layout.title(), rows) != null) {
      throw wrong(title, "a second table " + layout.title());
    }
    return at;
  }

  private Layout layoutOf(int title) {
    for (Layout layout : layouts) {
      if (layout.title().equals(lines.get(title))) {
        return layout;
      }
    }
    throw wrong(title, "no table is called " + lines.get(title));
  }

  private Row row(int at, List<Cell> headings) {
    List<Cell> cells = cells(at);
    if (cells.size() != headings.size()) {
      throw wrong(at, "%d cells under %d headings".formatted(cells.size(), headings.size()));
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).column() != headings.get(i).column()) {
        throw wrong(at, "'%s' does not stand under its heading".formatted(cells.get(i).text()));
      }
      row.put(headings.get(i).text(), cells.get(i).text());
    }
    return new Row(path + ":" + (at + 1), row);
  }

  private record Cell(String text, int column) {}

  private List<Cell> cells(int at) {
    List<Cell> cells = new ArrayList<>();
    for (Matcher matcher = CELL.matcher(lines.get(at)); matcher.find(); ) {
      cells.add(new Cell(matcher.group(), matcher.start()));
    }
    return cells;
  }

  private IllegalArgumentException wrong(int at, String what) {
    return new IllegalArgumentException("%s:%d: %s".formatted(path, at + 1, what));
  }
}
