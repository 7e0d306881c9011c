package dev.pgtether.correlation.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpStateTest {

  /** {@code include/net/tcp_states.h}. */
  @ParameterizedTest
  @CsvSource({
    "1,  ESTABLISHED",
    "2,  SYN_SENT",
    "3,  SYN_RECV",
    "4,  FIN_WAIT1",
    "5,  FIN_WAIT2",
    "6,  TIME_WAIT",
    "7,  CLOSE",
    "8,  CLOSE_WAIT",
    "9,  LAST_ACK",
    "10, LISTEN",
    "11, CLOSING",
    "12, NEW_SYN_RECV"
  })
  void a_state_has_the_kernels_number(int number, TcpState state) {
    assertThat(TcpState.ofNumber(number)).isEqualTo(state);
  }

  @ParameterizedTest
  @EnumSource
  void a_state_is_found_by_its_own_number(TcpState state) {
    assertThat(TcpState.ofNumber(state.number())).isEqualTo(state);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 13, 255})
  void a_number_that_the_kernel_does_not_have_is_refused(int number) {
    assertThatThrownBy(() -> TcpState.ofNumber(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(number));
  }
}
