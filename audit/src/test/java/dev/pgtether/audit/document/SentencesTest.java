package dev.pgtether.audit.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SentencesTest {

  @ParameterizedTest
  @EnumSource(Code.class)
  void every_code_is_one_sentence_that_tells_all_its_values(Code code) {
    // Given
    Map<String, Object> values = new HashMap<>();
    code.keys().forEach(key -> values.put(key, "<" + key + ">"));
    // When
    String sentence = Sentences.of(new Evidence(code, values));
    // Then
    assertThat(sentence).matches("[A-Z].*[a-z).>]\\.").doesNotContain("{").doesNotContain(". ");
    assertThat(code.keys()).allSatisfy(key -> assertThat(sentence).contains("<" + key + ">"));
  }

  @Test
  void lists_are_parted() {
    assertThat(
            Sentences.of(
                new Evidence(Code.SHARED_BY_PROCESSES, Map.of("pids", List.of("12", "13")))))
        .isEqualTo("Several processes share the socket, as after a fork: 12, 13.");
  }

  @Test
  void values_from_outside_are_neutralised() {
    assertThat(
            Sentences.of(new Evidence(Code.WAITS_FOR_CLIENT, Map.of("waitEvent", "x\u001b[2J\n"))))
        .contains("(x\\x1b[2J\\x0a)");
  }
}
