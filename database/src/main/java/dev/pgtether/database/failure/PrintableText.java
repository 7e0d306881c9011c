package dev.pgtether.database.failure;

/**
 * Text from elsewhere (a server, a URL) made fit for one line of a message: bounded, and nothing a
 * terminal obeys.
 */
public final class PrintableText {

  private PrintableText() {}

  /**
   * At most {@code limit} code points of {@code text}; controls, format characters and lone
   * surrogates become ?.
   */
  public static String of(String text, int limit) {
    StringBuilder plain = new StringBuilder(Math.min(text.length(), limit) + 1);
    int taken = 0;
    for (int i = 0; i < text.length(); ) {
      if (taken == limit) {
        return plain.append('…').toString();
      }
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      taken++;
      plain.appendCodePoint(
          isPlain(codePoint) ? codePoint : codePoint == '\n' || codePoint == '\t' ? ' ' : '?');
    }
    return plain.toString();
  }

  /** The text has nothing in it that {@link #of} would replace. */
  public static boolean isPlain(String text) {
    return text.codePoints().allMatch(PrintableText::isPlain);
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
