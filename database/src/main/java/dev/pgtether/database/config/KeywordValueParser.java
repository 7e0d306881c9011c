package dev.pgtether.database.config;

import dev.pgtether.database.failure.PrintableText;
import java.util.Map;

/**
 * {@code host=db port=5432 password='two words'}, read as {@code conninfo_parse} in libpq's
 * fe-connect.c reads it: quotes around a value with spaces, a backslash before a quote or a
 * backslash.
 */
final class KeywordValueParser {

  private final String text;
  private int position;

  private KeywordValueParser(String text) {
    this.text = text;
  }

  static Map<ConnectionParameter, String> parse(String text) {
    ConnectionStringParser.ParameterCollector parameterCollector =
        new ConnectionStringParser.ParameterCollector();
    KeywordValueParser parser = new KeywordValueParser(text);
    parser.skipSpace();
    while (parser.position < text.length()) {
      String keyword = parser.nextKeyword();
      String value = parser.nextValue(keyword);
      if (!value.isEmpty()) {
        parameterCollector.set(keyword, value);
      }
      parser.skipSpace();
    }
    return parameterCollector.values();
  }

  private String nextKeyword() {
    int start = position;
    while (position < text.length()
        && text.charAt(position) != '='
        && !isSpace(text.charAt(position))) {
      position++;
    }
    String keyword = text.substring(start, position);
    skipSpace();
    if (position == text.length() || text.charAt(position) != '=') {
      // Not shown: a password with a blank in it would end up here.
      throw new InvalidTargetException(
          "the connection string has a word without =",
          "write postgresql://user@host:5432/db, or host=… port=… dbname=… with blanks only inside '…'");
    }
    position++;
    skipSpace();
    return keyword;
  }

  private String nextValue(String keyword) {
    StringBuilder value = new StringBuilder();
    boolean quoted = position < text.length() && text.charAt(position) == '\'';
    if (quoted) {
      position++;
    }
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '\\') {
        if (position < text.length()) {
          value.append(text.charAt(position++));
        }
      } else if (quoted && c == '\'') {
        return value.toString();
      } else if (!quoted && isSpace(c)) {
        return value.toString();
      } else {
        value.append(c);
      }
    }
    if (quoted) {
      throw new InvalidTargetException(
          "the value of " + PrintableText.of(keyword, 40) + " begins with ' and has no closing one",
          "close it, and write a quote inside as \\'");
    }
    return value.toString();
  }

  private void skipSpace() {
    while (position < text.length() && isSpace(text.charAt(position))) {
      position++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
