package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import org.junit.jupiter.api.Test;

class OwningNamespaceRuleTest {

  private final RuleTestAudit audit =
      RuleTestAudit.of(RuleTestAudit.idle())
          .withSocket(RuleTestAudit.socket(1, RuleTestAudit.SERVER, 10));

  @Test
  void a_socket_in_the_only_namespace_with_the_address_holds() {
    assertThat(new OwningNamespaceRule().failure(audit.facts())).isNull();
  }

  @Test
  void an_address_in_two_namespaces_fails() {
    PairingDecision failure = new OwningNamespaceRule().failure(audit.withSecondOwner().facts());
    assertThat(failure).isNotNull();
    assertThat(failure.pairing().verdict()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(RuleTestAudit.codesOf(failure)).containsExactly(Code.ADDRESS_IN_SEVERAL_NAMESPACES);
  }

  @Test
  void a_loopback_address_has_no_owner_where_no_agent_scanned_the_server_namespace() {
    assertThat(audit.socketIndex().namespacesWith(IpAddress.parse("127.0.0.1"))).isEmpty();
  }
}
