package dev.pgtether.audit.document;

import java.util.ArrayList;
import java.util.List;

/** Running text, broken into lines between words. */
public final class Paragraph {

  private Paragraph() {}

  /**
   * The text in lines of at most {@code width} columns, each after {@code indent}; a word that is
   * longer has a line of its own.
   */
  public static List<String> wrap(String text, String indent, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    int used = indent.length();
    for (String word : text.split(" ", -1)) {
      int columns = Columns.of(word);
      boolean first = used == indent.length();
      if (!first && used + 1 + columns > width) {
        lines.add(line.toString());
        line.setLength(indent.length());
        used = indent.length();
        first = true;
      }
      line.append(first ? "" : " ").append(word);
      used += columns + (first ? 0 : 1);
    }
    lines.add(line.toString());
    return lines;
  }
}
