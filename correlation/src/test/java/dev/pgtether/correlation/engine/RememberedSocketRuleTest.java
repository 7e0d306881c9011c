package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import org.junit.jupiter.api.Test;

class RememberedSocketRuleTest {

  private final RememberedSocketRule rule = new RememberedSocketRule();

  @Test
  void a_backend_without_an_earlier_proof_holds() {
    assertThat(rule.failure(auditWithSocket(1).facts())).isNull();
  }

  @Test
  void the_socket_that_an_earlier_audit_proved_holds() {
    assertThat(rule.failure(auditWithSocket(1).withProvenSocket(1).facts())).isNull();
  }

  @Test
  void another_socket_than_the_proven_one_fails() {
    PairingDecision failure = rule.failure(auditWithSocket(1).withProvenSocket(2).facts());
    assertThat(failure).isNotNull();
    assertThat(failure.pairing().verdict()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(RuleTestAudit.codesOf(failure)).containsExactly(Code.ANOTHER_SOCKET_BEFORE);
  }

  @Test
  void a_listing_without_cookies_holds_because_it_cannot_tell_sockets_apart() {
    assertThat(rule.failure(auditWithSocket(0).withProvenSocket(2).facts())).isNull();
  }

  private static RuleTestAudit auditWithSocket(long cookie) {
    return RuleTestAudit.of(RuleTestAudit.idle())
        .withSocket(RuleTestAudit.socket(cookie, RuleTestAudit.SERVER, 10));
  }
}
