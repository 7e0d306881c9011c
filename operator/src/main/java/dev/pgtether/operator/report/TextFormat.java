package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Plain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Words and numbers as the report writes them. */
public final class TextFormat {

  private static final int MAX_LISTED = 5;
  private static final String ELLIPSIS = "…";

  private TextFormat() {}

  /** {@code 1 backend}, {@code 2 backends}. */
  static String plural(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  /** At most so many UTF-16 units, never half a code point. */
  public static String truncate(String text, int units) {
    if (text.length() <= units) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(units - 2)) ? units - 2 : units - 1;
    return text.substring(0, end) + ELLIPSIS;
  }

  /** At most so many bytes in UTF-8, never half a code point. */
  static String truncateBytes(String text, int bytes) {
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
  static String firstFew(List<String> names) {
    String first = names.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
    return names.size() <= MAX_LISTED
        ? first
        : first + " and " + (names.size() - MAX_LISTED) + " more";
  }

  /** Text of many lines from outside, on one, harmless. */
  static String oneLine(String text) {
    return Plain.of(text.strip().replaceAll("\\s+", " "));
  }

  /** The same, with at most so many UTF-16 units. */
  static String oneLine(String text, int units) {
    return truncate(oneLine(text), units);
  }
}
