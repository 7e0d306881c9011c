package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Plain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Words and numbers as the report writes them. */
public final class Text {

  private static final int NAMED = 5;
  private static final String ELLIPSIS = "…";

  private Text() {}

  /** {@code 1 backend}, {@code 2 backends}. */
  static String plural(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  /** At most so many UTF-16 units, never half a code point. */
  public static String cut(String text, int units) {
    if (text.length() <= units) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(units - 2)) ? units - 2 : units - 1;
    return text.substring(0, end) + ELLIPSIS;
  }

  /** At most so many bytes in UTF-8, never half a code point. */
  static String cutBytes(String text, int bytes) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= bytes) {
      return text;
    }
    int left = bytes - ELLIPSIS.getBytes(StandardCharsets.UTF_8).length;
    int end = 0;
    while (true) {
      int next = text.offsetByCodePoints(end, 1);
      left -= text.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
      if (left < 0) {
        return text.substring(0, end) + ELLIPSIS;
      }
      end = next;
    }
  }

  /** The first few, and how many more. */
  static String some(List<String> names) {
    String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
  }

  /** Text of many lines from outside, on one, harmless. */
  static String oneLine(String text) {
    return Plain.of(text.strip().replaceAll("\\s+", " "));
  }

  /** The same, with at most so many UTF-16 units. */
  static String oneLine(String text, int units) {
    return cut(oneLine(text), units);
  }
}
