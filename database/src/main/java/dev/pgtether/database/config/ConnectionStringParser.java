package dev.pgtether.database.config;

import dev.pgtether.database.failure.PrintableText;
import java.util.EnumMap;
import java.util.Map;

/** What a user wrote to say which server: a libpq URL, or {@code host=… port=…}. */
final class ConnectionStringParser {

  private static final int MAX_LENGTH = 8192;

  private ConnectionStringParser() {}

  /**
   * The parameters that {@code text} sets, percent-decoded or unquoted, not yet judged.
   *
   * @throws InvalidTargetException when it is neither form, or sets a parameter that is unknown or
   *     refused
   */
  static Map<ConnectionParameter, String> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidTargetException(
          "the URL is longer than " + MAX_LENGTH + " characters",
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
        return ConnectionUriParser.parse(trimmed.substring(scheme.length()));
      }
    }
    int colon = trimmed.indexOf("://");
    if (colon >= 0 && trimmed.lastIndexOf('=', colon) < 0) {
      throw new InvalidTargetException(
          "'"
              + PrintableText.of(trimmed.substring(0, colon), 20)
              + "://' is not a scheme of PostgreSQL",
          "write postgresql://user@host:5432/db");
    }
    return KeywordValueParser.parse(trimmed);
  }

  /** Collects parameters by their key word. */
  static final class ParameterCollector {

    private final Map<ConnectionParameter, String> values =
        new EnumMap<>(ConnectionParameter.class);

    /**
     * @throws InvalidTargetException when the key word is unknown, or its parameter refused
     */
    void set(String keyword, String value) {
      ConnectionParameter connectionParameter =
          ConnectionParameter.of(keyword).orElseThrow(() -> unknown(keyword));
      if (connectionParameter.effect() == ConnectionParameter.Effect.REFUSED) {
        throw new InvalidTargetException(
            "the URL sets " + keyword + ", which cannot be used here",
            connectionParameter.advice());
      }
      set(connectionParameter, value);
    }

    void set(ConnectionParameter connectionParameter, String value) {
      values.put(connectionParameter, value);
    }

    Map<ConnectionParameter, String> values() {
      return values;
    }

    private static InvalidTargetException unknown(String keyword) {
      return new InvalidTargetException(
          "the URL sets '"
              + PrintableText.of(keyword, 40)
              + "', which is no connection parameter of libpq",
          ConnectionParameter.closestTo(keyword)
              .map(connectionParameter -> "did you mean " + connectionParameter.keyword() + "?")
              .orElse(
                  "leave it out (known: host, port, dbname, user, sslmode, sslrootcert, connect_timeout, …)"));
    }
  }
}
