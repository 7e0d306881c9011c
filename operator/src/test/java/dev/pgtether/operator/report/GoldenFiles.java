package dev.pgtether.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts as files beside the tests; what a test got instead is left in {@code target/golden}. */
final class GoldenFiles {

  private GoldenFiles() {}

  static void assertMatches(String name, String actual) {
    try (InputStream file = GoldenFiles.class.getResourceAsStream(name)) {
      Path got = Path.of("target", "golden", name);
      Files.createDirectories(got.getParent());
      Files.writeString(got, actual);
      assertThat(file).as("golden file " + name).isNotNull();
      assertThat(actual)
          .as("golden file %s; what came instead is in %s", name, got.toAbsolutePath())
          .isEqualTo(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
