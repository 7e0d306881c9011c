package dev.pgtether.testkit.cluster.built;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration file of this package's resources, with {@code ${names}} to fill in. */
record Template(String name, String text) {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-zA-Z]+)}");

  static Template of(String name) {
    try (InputStream stream = Template.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new ClusterException("the testkit has no resource " + name);
      }
      return new Template(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ClusterException("cannot read the resource " + name, e);
    }
  }

  String fill(Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              String value = values.get(place.group(1));
              if (value == null) {
                throw new ClusterException(
                    name + " asks for " + place.group() + ", which nobody gave");
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
