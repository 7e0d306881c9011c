package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerPeerRuleTest {

  @Test
  void a_socket_to_an_address_of_the_server_holds() {
    assertThat(failure(RuleTestAudit.socket(1, RuleTestAudit.SERVER, 10))).isNull();
  }

  @Test
  void a_socket_to_the_same_port_of_another_address_fails() {
    PairingDecision failure = failure(RuleTestAudit.socket(1, RuleTestAudit.UNKNOWN, 10));
    assertThat(failure).isNotNull();
    assertThat(failure.pairing().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(RuleTestAudit.codesOf(failure)).containsExactly(Code.PEER_UNKNOWN);
  }

  @Test
  void a_socket_that_its_client_has_closed_fails() {
    PairingDecision failure =
        failure(
            RuleTestAudit.socket(
                1, RuleTestAudit.CLIENT, RuleTestAudit.SERVER, TcpState.FIN_WAIT2, null));
    assertThat(failure).isNotNull();
    assertThat(RuleTestAudit.codesOf(failure)).containsExactly(Code.CLIENT_CLOSED);
  }

  private static @Nullable PairingDecision failure(ClientSocket socket) {
    RuleTestAudit audit = RuleTestAudit.of(RuleTestAudit.idle()).withSocket(socket);
    return new ServerPeerRule(audit.noSocketRules()).failure(audit.facts());
  }
}
