package dev.pgtether.database;

import java.util.Map;

/**
 * {@code host=db port=5432 password='two words'}, read as {@code conninfo_parse} in libpq's
 * fe-connect.c reads it: quotes around a value with spaces, a backslash before a quote or a
 * backslash.
 */
final class KeywordValues {

  private final String text;
  private int at;

  private KeywordValues(String text) {
    this.text = text;
  }

  static Map<Parameter, String> parse(String text) {
    ConnectionString.Collected collected = new ConnectionString.Collected();
    KeywordValues words = new KeywordValues(text);
    words.skipSpace();
    while (words.at < text.length()) {
      String keyword = words.keyword();
      String value = words.value(keyword);
      if (!value.isEmpty()) {
        collected.set(keyword, value);
      }
      words.skipSpace();
    }
    return collected.values();
  }

  private String keyword() {
    int start = at;
    while (at < text.length() && text.charAt(at) != '=' && !isSpace(text.charAt(at))) {
      at++;
    }
    String keyword = text.substring(start, at);
    skipSpace();
    if (at == text.length() || text.charAt(at) != '=') {
      // Not shown: a password with a blank in it would end up here.
      throw new BadTarget(
          "the connection string has a word without =",
          "write postgresql://user@host:5432/db, or host=… port=… dbname=… with blanks only inside '…'");
    }
    at++;
    skipSpace();
    return keyword;
  }

  private String value(String keyword) {
    StringBuilder value = new StringBuilder();
    boolean quoted = at < text.length() && text.charAt(at) == '\'';
    if (quoted) {
      at++;
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\\') {
        if (at < text.length()) {
          value.append(text.charAt(at++));
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
      throw new BadTarget(
          "the value of " + PlainText.of(keyword, 40) + " begins with ' and has no closing one",
          "close it, and write a quote inside as \\'");
    }
    return value.toString();
  }

  private void skipSpace() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
