package dev.pgtether.database;

import java.util.EnumMap;
import java.util.Map;

/** What a user wrote to say which server: a libpq URL, or {@code host=… port=…}. */
final class ConnectionString {

  private static final int LONGEST = 8192;

  private ConnectionString() {}

  /**
   * The parameters that {@code text} sets, percent-decoded or unquoted, not yet judged.
   *
   * @throws BadTarget when it is neither form, or sets a parameter that is unknown or refused
   */
  static Map<Parameter, String> parse(String text) {
    if (text.length() > LONGEST) {
      throw new BadTarget(
          "the URL is longer than " + LONGEST + " characters",
          "write postgresql://user@host:5432/db");
    }
    String trimmed = text.strip();
    if (trimmed.startsWith("jdbc:")) {
      // JDBC's form of a URL is libpq's with a prefix; what it knows and libpq doesn't is refused
      // by name.
      trimmed = trimmed.substring("jdbc:".length());
    }
    for (String scheme : new String[] {"postgresql://", "postgres://"}) {
      if (trimmed.startsWith(scheme)) {
        return ConnectionUri.parse(trimmed.substring(scheme.length()));
      }
    }
    int colon = trimmed.indexOf("://");
    if (colon >= 0 && trimmed.lastIndexOf('=', colon) < 0) {
      throw new BadTarget(
          "'"
              + PlainText.of(trimmed.substring(0, colon), 20)
              + "://' is not a scheme of PostgreSQL",
          "write postgresql://user@host:5432/db");
    }
    return KeywordValues.parse(trimmed);
  }

  /** Collects parameters by their key word. */
  static final class Collected {

    private final Map<Parameter, String> values = new EnumMap<>(Parameter.class);

    /**
     * @throws BadTarget when the key word is unknown, or its parameter refused
     */
    void set(String keyword, String value) {
      Parameter parameter = Parameter.of(keyword).orElseThrow(() -> unknown(keyword));
      if (parameter.effect() == Parameter.Effect.REFUSED) {
        throw new BadTarget(
            "the URL sets " + keyword + ", which cannot be used here", parameter.advice());
      }
      set(parameter, value);
    }

    void set(Parameter parameter, String value) {
      values.put(parameter, value);
    }

    Map<Parameter, String> values() {
      return values;
    }

    private static BadTarget unknown(String keyword) {
      return new BadTarget(
          "the URL sets '"
              + PlainText.of(keyword, 40)
              + "', which is no connection parameter of libpq",
          Parameter.resembling(keyword)
              .map(parameter -> "did you mean " + parameter.keyword() + "?")
              .orElse(
                  "leave it out (known: host, port, dbname, user, sslmode, sslrootcert, connect_timeout, …)"));
    }
  }
}
