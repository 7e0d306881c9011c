package dev.pgtether.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"1", "2, 1", "1,9999", "0,1"})
  void bothSpeakTheNewestVersionThatBothKnow(String offered) {
    assertThat(Versions.withAgent(offered)).isEqualTo(new Versions.Agreement.On(1));
  }

  @Test
  void anOlderAgentIsToldToBeUpgraded() {
    assertThat(refusal("0")).contains("upgrade the agent").contains("restart its pod");
  }

  @Test
  void aNewerAgentSaysThatTheOperatorIsToBeUpgraded() {
    assertThat(refusal("2, 3")).contains("upgrade the operator");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "one", "-1", "1;2", "1,", "11111", "1,2,3,4,5,6,7,8,9"})
  void aHeaderThatCannotBeReadIsRefused(String offered) {
    assertThat(refusal(offered)).contains(Exchange.WIRE_HEADER);
  }

  private static String refusal(String offered) {
    Refusal refusal = ((Versions.Agreement.Not) Versions.withAgent(offered)).refusal();
    assertThat(refusal.code()).isEqualTo(Refusal.Code.VERSION);
    return refusal.message();
  }
}
