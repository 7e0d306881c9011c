package dev.pgtether.correlation.pairing;

import static dev.pgtether.correlation.pairing.Verdict.ABSENT;
import static dev.pgtether.correlation.pairing.Verdict.AMBIGUOUS;
import static dev.pgtether.correlation.pairing.Verdict.EXACT;
import static dev.pgtether.correlation.pairing.Verdict.EXTERNAL;
import static dev.pgtether.correlation.pairing.Verdict.GHOST;
import static dev.pgtether.correlation.pairing.Verdict.LOCAL;
import static dev.pgtether.correlation.pairing.Verdict.POD;
import static dev.pgtether.correlation.pairing.Verdict.POOLED;
import static dev.pgtether.correlation.pairing.Verdict.PROXIED;
import static dev.pgtether.correlation.pairing.Verdict.SOCKET;
import static dev.pgtether.correlation.pairing.Verdict.TRANSLATED;
import static dev.pgtether.correlation.pairing.Verdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void proven_verdicts_come_first_then_hops_then_what_can_still_be_said() {
    assertThat(Verdict.values())
        .containsExactly(
            EXACT,
            SOCKET, // proven
            POOLED,
            PROXIED,
            TRANSLATED, // a hop hides the client
            AMBIGUOUS,
            GHOST,
            ABSENT,
            POD,
            LOCAL,
            EXTERNAL,
            UNKNOWN);
  }
}
