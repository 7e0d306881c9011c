package dev.pgtether.testkit.cluster.built;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {

  @Test
  void fills_its_places_and_refuses_to_leave_one_open() {
    // Given
    ConfigTemplate configTemplate =
        new ConfigTemplate("some.yaml", "a: ${first}, b: ${second}, c: $HOME");
    // Then
    assertThat(configTemplate.fill(Map.of("first", "$1", "second", "\\")))
        .isEqualTo("a: $1, b: \\, c: $HOME");
    assertThatThrownBy(() -> configTemplate.fill(Map.of("first", "1")))
        .hasMessageContaining("some.yaml asks for ${second}");
  }
}
