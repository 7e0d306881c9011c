package dev.pgtether.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"1", "2, 1", "1,9999", "0,1"})
  void both_speak_the_newest_version_that_both_know(String offered) {
    assertThat(Versions.withAgent(offered)).isEqualTo(new Versions.Agreement.On(1));
  }

  @Test
  void an_older_agent_is_told_to_be_upgraded() {
    assertThat(refusal("0")).contains("upgrade the agent").contains("restart its pod");
  }

  @Test
  void a_newer_agent_says_that_the_operator_is_to_be_upgraded() {
    assertThat(refusal("2, 3")).contains("upgrade the operator");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "one", "-1", "1;2", "1,", "11111", "1,2,3,4,5,6,7,8,9"})
  void a_header_that_cannot_be_read_is_refused(String offered) {
    assertThat(refusal(offered)).contains(Exchange.WIRE_HEADER);
  }

  private static String refusal(String offered) {
    Refusal refusal = ((Versions.Agreement.Not) Versions.withAgent(offered)).refusal();
    assertThat(refusal.code()).isEqualTo(Refusal.Code.VERSION);
    return refusal.message();
  }
}
