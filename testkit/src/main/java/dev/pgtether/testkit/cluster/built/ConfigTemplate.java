package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration file of this package's resources, with {@code ${names}} to fill in. */
record ConfigTemplate(String name, String text) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-zA-Z]+)}");

  static ConfigTemplate of(String name) {
    try (InputStream stream = ConfigTemplate.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new TestEnvironmentException("the testkit has no resource " + name);
      }
      return new ConfigTemplate(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot read the resource " + name, e);
    }
  }

  String fill(Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            place -> {
              String value = values.get(place.group(1));
              if (value == null) {
                throw new TestEnvironmentException(
                    name + " asks for " + place.group() + ", which nobody gave");
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
