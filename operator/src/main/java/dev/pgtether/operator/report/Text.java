package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Columns;
import dev.pgtether.audit.document.Plain;
import java.util.List;
import java.util.stream.Collectors;

/** Words and numbers as the report writes them. */
final class Text {

  private static final int NAMED = 5;

  private Text() {}

  /** {@code 1 backend}, {@code 2 backends}. */
  static String plural(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  /** At most so many UTF-16 units, never half a code point. */
  static String cut(String text, int units) {
    if (text.length() <= units) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(units - 2)) ? units - 2 : units - 1;
    return text.substring(0, end) + "…";
  }

  /** The first few, and how many more. */
  static String some(List<String> names) {
    String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
  }

  /** Text of many lines from outside, on one, harmless, and not too long. */
  static String oneLine(String text, int units) {
    return cut(Plain.of(text.strip().replaceAll("\\s+", " ")), units);
  }

  static String pad(String text, int columns) {
    return Columns.pad(text, columns);
  }
}
