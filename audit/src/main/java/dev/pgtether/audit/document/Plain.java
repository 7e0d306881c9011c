package dev.pgtether.audit.document;

import java.util.HexFormat;

/**
 * Text from outside (role, database and application names, command names) made harmless for a
 * terminal and for a line of text.
 *
 * <p>What a terminal would obey, what would not be seen, and what would change the order in which
 * the rest is read is written as {@code \x1b} or <code>&#92;u{202e}</code>: control characters,
 * format characters (bidirectional controls, zero-width ones, tags), line and paragraph separators,
 * lone surrogates, private and unassigned code points (Unicode Standard, section 4.5, general
 * categories Cc, Cf, Zl, Zp, Cs, Co, Cn). Columns are parted by two spaces, so no value has two in
 * a row, nor one at its ends. More than two combining marks in a row would paint over the lines
 * around.
 */
public final class Plain {

  private static final int MARKS_IN_A_ROW = 2;
  private static final HexFormat HEX = HexFormat.of();

  private Plain() {}

  /** The text on one line, with everything that is not plainly visible escaped. */
  public static String of(String text) {
    if (isPlainAscii(text)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length() + 16);
    int marks = MARKS_IN_A_ROW; // a mark at the beginning would join the column before
    boolean spaceBefore = true;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      marks = Columns.isMark(point) ? marks + 1 : 0;
      boolean hidden =
          point == ' '
              ? spaceBefore || i == text.length()
              : marks > MARKS_IN_A_ROW || isUnsafe(point);
      if (hidden) {
        escape(point, plain);
      } else {
        plain.appendCodePoint(point);
      }
      spaceBefore = point == ' ';
    }
    return plain.toString();
  }

  /** The text as a line of a paragraph: not cut, not padded. */
  static boolean isUnsafe(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      // spaces that are no space, and letters that are drawn as nothing (Hangul fillers, U+115F …)
      case Character.SPACE_SEPARATOR -> point != ' ';
      default ->
          point == 0x115F
              || point == 0x1160
              || point == 0x3164
              || point == 0xFFA0
              || (point >= 0xFE00 && point <= 0xFE0F)
              || (point >= 0xE0100 && point <= 0xE01EF)
              || point == 0x034F
              || point == 0x2800;
    };
  }

  private static void escape(int point, StringBuilder out) {
    if (point <= 0xFF) {
      out.append("\\x").append(HEX.toHexDigits((byte) point));
    } else {
      out.append("\\u{").append(Integer.toHexString(point)).append('}');
    }
  }

  private static boolean isPlainAscii(String text) {
    boolean spaceBefore = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || (c == ' ' && spaceBefore)) {
        return false;
      }
      spaceBefore = c == ' ';
    }
    return !spaceBefore || text.isEmpty();
  }
}
