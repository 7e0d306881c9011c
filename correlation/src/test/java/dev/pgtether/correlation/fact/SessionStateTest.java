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
  void eachOfPostgresWordsIsAState(String word, SessionState state) {
    assertThat(SessionState.ofWord(word)).isEqualTo(state);
    assertThat(state.word()).isEqualTo(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "IDLE", "idle ", "authenticating"})
  void anyOtherWordIsUnknownAndNeverIdle(String word) {
    assertThat(SessionState.ofWord(word)).isEqualTo(SessionState.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void aStateIsFoundByItsOwnWord(SessionState state) {
    assertThat(SessionState.ofWord(state.word())).isEqualTo(state);
  }

  @Test
  void noTwoStatesShareAWord() {
    assertThat(SessionState.values()).extracting(SessionState::word).doesNotHaveDuplicates();
  }
}
