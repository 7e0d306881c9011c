package dev.pgtether.audit.document;

/** How many columns of a terminal text takes. */
public final class Columns {

  private static final String ELLIPSIS = "…";

  private Columns() {}

  /**
   * The columns that {@code text}, made {@link Plain}, takes: East Asian letters and emoji take
   * two.
   */
  public static int of(String text) {
    int columns = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      columns += of(point);
      i += Character.charCount(point);
    }
    return columns;
  }

  /**
   * At most {@code columns} columns of {@code text}, the last one an ellipsis when something is cut
   * off; never half a code point, nor a letter without its marks.
   *
   * @param columns at least 1
   */
  public static String cut(String text, int columns) {
    if (text.length() <= columns / 2 || of(text) <= columns) {
      return text;
    }
    int used = 0;
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      used += of(point);
      if (used > columns - 1) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end) + ELLIPSIS;
  }

  /** {@code text}, and spaces up to {@code columns} columns. */
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  static boolean isMark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  private static int of(int point) {
    if (point < 0x300) {
      return 1;
    }
    return isMark(point) ? 0 : isWide(point) ? 2 : 1;
  }

  /** Wide or Fullwidth (Unicode Standard Annex 11): by the JDK's properties, the rest by block. */
  private static boolean isWide(int point) {
    return point >= 0x1100
        && (Character.isIdeographic(point)
            || Character.isEmojiPresentation(point)
            || point <= 0x115F // Hangul Jamo, leading consonants
            || (point >= 0x3000
                && point <= 0x33FF
                && point != 0x303F) // CJK symbols, kana, bopomofo
            || (point >= 0xA000 && point <= 0xA4CF) // Yi
            || (point >= 0xAC00 && point <= 0xD7A3) // Hangul syllables
            || (point >= 0xFE30 && point <= 0xFE6F) // vertical and small forms
            || (point >= 0xFF01 && point <= 0xFF60) // full-width forms
            || (point >= 0xFFE0 && point <= 0xFFE6));
  }
}
