package dev.pgtether.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {

  /** The pattern and length of a condition's reason in Kubernetes (metav1.Condition). */
  @ParameterizedTest
  @EnumSource
  void every_reason_is_as_kubernetes_wants_it(Reason reason) {
    assertThat(reason.word()).matches("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?").hasSizeLessThan(64);
  }

  @ParameterizedTest
  @EnumSource
  void every_reason_is_read_as_it_is_written(Reason reason) {
    assertThat(Reason.ofWord(reason.word())).isEqualTo(reason);
  }
}
