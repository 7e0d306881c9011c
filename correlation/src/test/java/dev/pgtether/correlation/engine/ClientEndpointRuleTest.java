package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientEndpointRuleTest {

  @Test
  void a_socket_with_the_address_and_port_of_the_row_holds() {
    assertThat(failure(at(RuleTestAudit.CLIENT))).isNull();
  }

  @Test
  void an_ipv4_mapped_address_holds() {
    assertThat(failure(at(Endpoint.of("::ffff:10.0.1.1", 41_000)))).isNull();
  }

  @Test
  void a_socket_on_another_port_or_address_fails() {
    for (String address : new String[] {"10.0.1.1", "10.0.1.2"}) {
      PairingDecision failure = failure(at(Endpoint.of(address, 41_001)));
      assertThat(failure).isNotNull();
      assertThat(failure.pairing().verdict()).isEqualTo(Verdict.UNKNOWN);
      assertThat(RuleTestAudit.codesOf(failure)).containsExactly(Code.NO_SOCKET);
    }
  }

  private static @Nullable PairingDecision failure(ClientSocket socket) {
    RuleTestAudit audit = RuleTestAudit.of(RuleTestAudit.idle()).withSocket(socket);
    return new ClientEndpointRule(audit.noSocketRules()).failure(audit.facts());
  }

  private static ClientSocket at(Endpoint local) {
    return RuleTestAudit.socket(
        1, local, RuleTestAudit.SERVER, TcpState.ESTABLISHED, RuleTestAudit.traffic(10, 5_000));
  }
}
