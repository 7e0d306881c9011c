package dev.pgtether.testkit.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChartTest {

  /** Else nobody's {@code helm install} would find what {@code make images} makes. */
  @Test
  void the_chart_asks_for_images_of_the_version_that_is_built() throws IOException {
    // Given
    Path chart = HelmChart.ofCheckout().folder();
    String project = Files.readString(chart.resolve("../../pom.xml"));
    String description = Files.readString(chart.resolve("Chart.yaml"));

    // Then
    assertThat(first("(?m)^appVersion: (\\S+)$", description))
        .isEqualTo(first("<artifactId>pgtether</artifactId>\\s+<version>([^<]+)<", project));
  }

  @Test
  void the_chart_installs_the_cr_ds_that_the_project_publishes() throws IOException {
    // Given
    Path chart = HelmChart.ofCheckout().folder();
    Path published = chart.resolve("../../crds");
    Path shipped = chart.resolve("files/crds");

    // Then
    assertThat(names(shipped)).isNotEmpty().isEqualTo(names(published));
    for (String name : names(shipped)) {
      assertThat(shipped.resolve(name))
          .as("make crds copies it")
          .hasSameTextualContentAs(published.resolve(name));
    }
  }

  private static String first(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().findFirst().orElseThrow().group(1);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
