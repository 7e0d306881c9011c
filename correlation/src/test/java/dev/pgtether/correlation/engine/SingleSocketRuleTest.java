package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import org.junit.jupiter.api.Test;

class SingleSocketRuleTest {

  private final SingleSocketRule rule = new SingleSocketRule();
  private final RuleTestAudit audit =
      RuleTestAudit.of(RuleTestAudit.idle())
          .withSocket(RuleTestAudit.socket(1, RuleTestAudit.SERVER, 10));

  @Test
  void one_socket_to_the_server_holds() {
    assertThat(rule.failure(audit.facts())).isNull();
  }

  @Test
  void two_sockets_to_addresses_of_the_server_fail() {
    PairingDecision failure =
        rule.failure(audit.withSocket(RuleTestAudit.socket(2, RuleTestAudit.SHARED, 10)).facts());
    assertThat(failure).isNotNull();
    assertThat(failure.pairing().verdict()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(RuleTestAudit.codesOf(failure)).containsExactly(Code.SEVERAL_SOCKETS);
  }

  @Test
  void two_sockets_of_which_one_was_proven_before_hold() {
    TcpClientFacts facts =
        audit
            .withSocket(RuleTestAudit.socket(2, RuleTestAudit.SHARED, 10))
            .withProvenSocket(2)
            .facts();
    assertThat(rule.failure(facts)).isNull();
    assertThat(facts.candidates())
        .singleElement()
        .satisfies(candidate -> assertThat(candidate.socket().id().cookie()).isEqualTo(2));
  }
}
