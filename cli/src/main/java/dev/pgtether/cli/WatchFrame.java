package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.audit.document.Change;
import dev.pgtether.audit.document.Change.Marked;
import dev.pgtether.audit.document.Columns;
import dev.pgtether.audit.document.Moment;
import dev.pgtether.audit.document.Paragraph;
import dev.pgtether.audit.document.Table;
import dev.pgtether.audit.document.TableStyle;
import dev.pgtether.cli.Watcher.Episode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a watch shows: the last audit that succeeded, what has changed since the one before it, and
 * what is wrong now.
 */
final class WatchFrame {

  private static final String KEYS = "q quit  space now  ↑↓ scroll";

  private final String title;
  private @Nullable Audited latest;
  private List<Marked> rows = List.of();
  private Episode.@Nullable Trouble trouble;
  private int top;
  private int page = 1;

  WatchFrame(String title) {
    this.title = title;
  }

  /** Takes in what an audit came to. */
  void accept(Episode episode, ViewOptions view) {
    switch (episode) {
      case Episode.Seen(Audited whole) -> {
        Audited audited = view.select(whole);
        rows =
            latest == null
                ? audited.shown().stream().map(pairing -> new Marked(pairing, null)).toList()
                : Change.between(latest.shown(), audited.shown());
        latest = audited;
        trouble = null;
      }
      case Episode.Trouble failed -> trouble = failed;
    }
  }

  /** Scrolls by rows. */
  void scroll(int by) {
    top = Math.clamp((long) top + by, 0, Math.max(0, rows.size() - 1));
  }

  /** How many rows the last drawing had room for. */
  int page() {
    return page;
  }

  /** The lines of a screen, no more than {@code height}. */
  List<String> lines(TableStyle style, int height) {
    List<String> lines = new ArrayList<>(height);
    lines.add(head(style.width()));
    if (trouble != null) {
      lines.addAll(troubleLines(trouble, style));
    }
    if (latest == null) {
      if (trouble == null) {
        lines.add("auditing ...");
      }
      return lines.subList(0, Math.min(height, lines.size()));
    }
    Table table = Table.of(rows, latest.serverInfo(), style);
    List<String> remarks = Printer.remarks(latest, table, style.width());
    lines.add("");
    lines.add(table.header());
    int room = Math.max(1, height - lines.size() - remarks.size() - 2);
    int shown = addRows(table, room, lines);
    lines.add(shown < rows.size() ? position(shown) : "");
    lines.addAll(remarks);
    return lines.subList(0, Math.min(height, lines.size()));
  }

  /** Adds whole rows from {@code top} on, as far as there is room; the last page stays full. */
  private int addRows(Table table, int room, List<String> lines) {
    List<List<String>> all = table.rows();
    int fromEnd = 0;
    int lastTop = all.size();
    while (lastTop > 0 && fromEnd + all.get(lastTop - 1).size() <= room) {
      lastTop--;
      fromEnd += all.get(lastTop).size();
    }
    top = Math.min(top, lastTop);
    int used = 0;
    int row = top;
    while (row < all.size() && used + all.get(row).size() <= room) {
      used += all.get(row).size();
      lines.addAll(all.get(row++));
    }
    page = Math.max(1, row - top);
    return row - top;
  }

  private String position(int shown) {
    return "rows " + (top + 1) + " to " + (top + shown) + " of " + rows.size();
  }

  private String head(int width) {
    int room = width - Columns.of(KEYS) - 2;
    return room < Columns.of(title)
        ? Columns.cut(title, width)
        : Columns.pad(title, room) + "  " + KEYS;
  }

  private static List<String> troubleLines(Episode.Trouble trouble, TableStyle style) {
    String what =
        "NO AUDIT since "
            + Moment.toTheSecond(trouble.since())
            + " (attempts: "
            + trouble.attempts()
            + ", next at "
            + Moment.toTheSecond(trouble.nextAt())
            + "): "
            + trouble.complaint().what();
    List<String> lines = new ArrayList<>();
    for (String line : Paragraph.wrap(what, "", style.width())) {
      lines.add(style.colour() ? "\u001b[31m" + line + "\u001b[0m" : line);
    }
    if (!trouble.complaint().hint().isEmpty()) {
      lines.add(Columns.cut("hint: " + trouble.complaint().hint(), style.width()));
    }
    return lines;
  }
}
