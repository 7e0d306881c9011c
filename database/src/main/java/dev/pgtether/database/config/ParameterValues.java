package dev.pgtether.database.config;

import dev.pgtether.database.failure.PrintableText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was set, and by what: the URL first, then the environment; an empty value is none, as in
 * libpq.
 */
final class ParameterValues {

  private final Map<ConnectionParameter, String> urlParameters;
  private final Map<String, String> environment;

  /**
   * @throws InvalidTargetException when a variable sets what cannot be used here, or a value has
   *     control characters
   */
  ParameterValues(Map<ConnectionParameter, String> url, Map<String, String> environment) {
    this.urlParameters = Map.copyOf(url);
    this.environment = Map.copyOf(environment);
    for (ConnectionParameter connectionParameter : ConnectionParameter.values()) {
      SourcedValue sourcedValue = find(connectionParameter);
      if (sourcedValue == null) {
        continue;
      }
      if (connectionParameter.effect() == ConnectionParameter.Effect.REFUSED) {
        throw new InvalidTargetException(
            sourcedValue.where() + " is set, which cannot be used here",
            connectionParameter.advice());
      }
      boolean secret =
          connectionParameter == ConnectionParameter.PASSWORD
              || connectionParameter == ConnectionParameter.SSLPASSWORD;
      if (secret
          ? sourcedValue.value().indexOf('\0') >= 0
          : !PrintableText.isPlain(sourcedValue.value())) {
        throw new InvalidTargetException(
            sourcedValue.where()
                + " has a control or invisible character in "
                + connectionParameter.keyword(),
            "write it without");
      }
    }
  }

  /**
   * One value.
   *
   * @param where what set it, as a message says it: {@code PGHOST}, {@code the URL's host}
   */
  record SourcedValue(String value, String where) {

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
      return where;
    }
  }

  /** The value of a parameter, or null. */
  @Nullable SourcedValue find(ConnectionParameter connectionParameter) {
    String written = urlParameters.get(connectionParameter);
    if (written != null && !written.isEmpty()) {
      return new SourcedValue(written, "the URL's " + connectionParameter.keyword());
    }
    String variable = connectionParameter.variable();
    return variable == null ? null : variable(variable);
  }

  /** The value of an environment variable, or null. */
  @Nullable SourcedValue variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : new SourcedValue(value, name);
  }
}
