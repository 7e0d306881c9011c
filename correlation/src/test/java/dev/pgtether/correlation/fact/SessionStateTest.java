package dev.pgtether.correlation.fact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionStateTest {

  /** The words of {@code pg_stat_activity.state}, PostgreSQL 14 to 18. */
  @ParameterizedTest
  @CsvSource({
    "starting,                      STARTING",
    "active,                        ACTIVE",
    "idle,                          IDLE",
    "idle in transaction,           IDLE_IN_TRANSACTION",
    "idle in transaction (aborted), IDLE_IN_TRANSACTION_ABORTED",
    "fastpath function call,        FASTPATH",
    "disabled,                      DISABLED"
  })
  void each_of_postgres_words_is_a_state(String word, SessionState state) {
    assertThat(SessionState.ofWord(word)).isEqualTo(state);
    assertThat(state.word()).isEqualTo(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "IDLE", "idle ", "authenticating"})
  void any_other_word_is_unknown_and_never_idle(String word) {
    assertThat(SessionState.ofWord(word)).isEqualTo(SessionState.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void a_state_is_found_by_its_own_word(SessionState state) {
    assertThat(SessionState.ofWord(state.word())).isEqualTo(state);
  }

  @Test
  void no_two_states_share_a_word() {
    assertThat(SessionState.values()).extracting(SessionState::word).doesNotHaveDuplicates();
  }
}
