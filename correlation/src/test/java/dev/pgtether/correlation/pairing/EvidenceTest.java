package dev.pgtether.correlation.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.correlation.pairing.Evidence.Code;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvidenceTest {

  @ParameterizedTest
  @EnumSource
  void evidence_has_exactly_the_keys_of_its_code(Code code) {
    // Given
    Map<String, Object> values =
        code.keys().stream().collect(Collectors.toMap(key -> key, key -> "x"));
    // Then
    assertThat(new Evidence(code, values).values()).containsOnlyKeys(code.keys());
    // When
    Map<String, Object> more = new HashMap<>(values);
    more.put("weather", "fine");
    // Then
    assertThatThrownBy(() -> new Evidence(code, more))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(code.name());
  }

  @ParameterizedTest
  @EnumSource
  void a_missing_value_is_refused(Code code) {
    for (String key : code.keys()) {
      Map<String, Object> values =
          code.keys().stream()
              .filter(other -> !other.equals(key))
              .collect(Collectors.toMap(other -> other, other -> "x"));
      assertThatThrownBy(() -> new Evidence(code, values))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void values_under_another_name_are_refused() {
    assertThatThrownBy(() -> Evidence.of(Code.NO_SOCKET, "times", 2L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NO_SOCKET has the values [audits], not [times]");
  }

  @Test
  void evidence_keeps_its_values_when_the_map_changes() {
    // Given
    Map<String, Object> values = new HashMap<>(Map.of("pids", List.of("12", "13")));
    Evidence evidence = new Evidence(Code.SHARED_BY_PROCESSES, values);
    // When
    values.clear();
    // Then
    assertThat(evidence.values()).containsEntry("pids", List.of("12", "13"));
  }
}
