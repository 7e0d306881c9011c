package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import org.junit.jupiter.api.Test;

class OtherBackendRuleTest {

  private final OtherBackendRule rule = new OtherBackendRule(RuleTestAudit.trafficCheck());

  /** Its socket last sent data at 8.5 s. */
  private final RuleTestAudit audit =
      RuleTestAudit.of(RuleTestAudit.idle())
          .withSocket(RuleTestAudit.socket(1, RuleTestAudit.SERVER, 1_000));

  @Test
  void the_only_backend_at_the_endpoint_holds() {
    assertThat(RuleTestAudit.doubts(rule, audit)).isEmpty();
  }

  @Test
  void a_backend_that_started_later_or_at_the_same_time_fails() {
    for (long start : new long[] {2_000_000, 1_000_000}) {
      Backend other = RuleTestAudit.row(21, start, SessionState.ACTIVE, 3_000_000L, 3_000_000L);
      RuleTestAudit both =
          RuleTestAudit.of(RuleTestAudit.idle())
              .withSocket(RuleTestAudit.socket(1, RuleTestAudit.SERVER, 1_000))
              .withRowInBothReadings(other);
      assertThat(RuleTestAudit.doubts(rule, both)).containsExactly(Code.YOUNGER_BACKEND);
    }
  }

  @Test
  void an_older_backend_holds_when_the_socket_has_sent_since_its_query_began() {
    assertThat(RuleTestAudit.doubts(rule, audit.withRowInBothReadings(older(8_000_000)))).isEmpty();
  }

  @Test
  void an_older_backend_fails_when_the_socket_has_sent_nothing_since_its_query_began() {
    assertThat(RuleTestAudit.doubts(rule, audit.withRowInBothReadings(older(8_900_000))))
        .containsExactly(Code.ANOTHER_BACKEND);
  }

  @Test
  void an_older_backend_that_only_the_first_reading_has_fails() {
    assertThat(RuleTestAudit.doubts(rule, audit.withRowInFirstReading(older(8_000_000))))
        .containsExactly(Code.ANOTHER_BACKEND);
  }

  private static Backend older(long queryStartMicros) {
    return RuleTestAudit.row(21, 500_000, SessionState.ACTIVE, queryStartMicros, queryStartMicros);
  }
}
