package dev.pgtether.database;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was set, and by what: the URL first, then the environment; an empty value is none, as in
 * libpq.
 */
final class Settings {

  private final Map<Parameter, String> url;
  private final Map<String, String> environment;

  /**
   * @throws BadTarget when a variable sets what cannot be used here, or a value has control
   *     characters
   */
  Settings(Map<Parameter, String> url, Map<String, String> environment) {
    this.url = Map.copyOf(url);
    this.environment = Map.copyOf(environment);
    for (Parameter parameter : Parameter.values()) {
      Setting setting = find(parameter);
      if (setting == null) {
        continue;
      }
      if (parameter.effect() == Parameter.Effect.REFUSED) {
        throw new BadTarget(
            setting.where() + " is set, which cannot be used here", parameter.advice());
      }
      boolean secret = parameter == Parameter.PASSWORD || parameter == Parameter.SSLPASSWORD;
      if (secret ? setting.value().indexOf('\0') >= 0 : !PlainText.isPlain(setting.value())) {
        throw new BadTarget(
            setting.where() + " has a control or invisible character in " + parameter.keyword(),
            "write it without");
      }
    }
  }

  /**
   * One value.
   *
   * @param where what set it, as a message says it: {@code PGHOST}, {@code the URL's host}
   */
  record Setting(String value, String where) {

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
      return where;
    }
  }

  /** The value of a parameter, or null. */
  @Nullable Setting find(Parameter parameter) {
    String written = url.get(parameter);
    if (written != null && !written.isEmpty()) {
      return new Setting(written, "the URL's " + parameter.keyword());
    }
    String variable = parameter.variable();
    return variable == null ? null : variable(variable);
  }

  /** The value of an environment variable, or null. */
  @Nullable Setting variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : new Setting(value, name);
  }
}
