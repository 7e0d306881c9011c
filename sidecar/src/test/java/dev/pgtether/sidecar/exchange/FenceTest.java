package dev.pgtether.sidecar.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.sidecar.exchange.Fence.Admission;
import dev.pgtether.wire.Question;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FenceTest {

  /** Monotonic clocks begin anywhere, below zero too. */
  private static final long START = -500_000_000_000L;

  private final Fence fence = new Fence();

  @Test
  void a_lower_epoch_is_refused_while_the_higher_one_is_remembered() {
    assertThat(admit(1, 5, Duration.ZERO)).isEqualTo(Admission.ANSWER);
    assertThat(admit(2, 4, Duration.ofSeconds(119))).isEqualTo(Admission.OLD_EPOCH);
    assertThat(admit(3, 5, Duration.ofSeconds(119))).isEqualTo(Admission.ANSWER);
    assertThat(admit(4, 4, Duration.ofSeconds(200))).isEqualTo(Admission.OLD_EPOCH);
  }

  @Test
  void a_lease_that_began_anew_is_followed_once_nobody_else_asks() {
    assertThat(admit(1, 5, Duration.ZERO)).isEqualTo(Admission.ANSWER);
    assertThat(admit(2, 0, Duration.ofSeconds(120))).isEqualTo(Admission.ANSWER);
    assertThat(admit(3, 1, Duration.ofSeconds(121))).isEqualTo(Admission.ANSWER);
  }

  @Test
  void a_refused_question_may_be_asked_again_by_the_leader() {
    assertThat(admit(1, 5, Duration.ZERO)).isEqualTo(Admission.ANSWER);
    assertThat(admit(2, 4, Duration.ZERO)).isEqualTo(Admission.OLD_EPOCH);
    assertThat(admit(2, 5, Duration.ZERO)).isEqualTo(Admission.ANSWER);
    assertThat(admit(2, 5, Duration.ZERO)).isEqualTo(Admission.REPEATED);
  }

  @Test
  void the_last_thousand_questions_are_remembered() {
    for (int nonce = 0; nonce < 1_001; nonce++) {
      assertThat(admit(nonce, 1, Duration.ZERO)).isEqualTo(Admission.ANSWER);
    }
    assertThat(admit(1, 1, Duration.ZERO)).isEqualTo(Admission.REPEATED);
    assertThat(admit(0, 1, Duration.ZERO)).isEqualTo(Admission.ANSWER);
  }

  private Admission admit(int nonce, long epoch, Duration later) {
    SocketQuery nothing = new SocketQuery(Set.of(), Set.of(), Set.of(), Set.of(), null);
    Question question =
        new Question("nonce-%012d".formatted(nonce), epoch, Duration.ofSeconds(1), nothing);
    return fence.admit(question, START + later.toNanos());
  }
}
