package dev.pgtether.testkit.knownclients;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** What the yardstick's containers are told to do. */
enum ContainerScript {
  CLIENT,
  VIEW;

  static final String SHELL = "/bin/sh";

  /** For {@link #SHELL}, after {@code -c}. */
  String text() {
    String name = name().toLowerCase(Locale.ROOT) + ".sh";
    try (InputStream in = ContainerScript.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
