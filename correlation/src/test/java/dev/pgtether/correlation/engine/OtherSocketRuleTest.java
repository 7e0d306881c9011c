package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import org.junit.jupiter.api.Test;

class OtherSocketRuleTest {

  private final OtherSocketRule rule = new OtherSocketRule(RuleTestAudit.trafficCheck(), true);

  /** The query began at 9 s; the socket sent it 10 ms earlier. */
  private final RuleTestAudit audit =
      RuleTestAudit.of(RuleTestAudit.active(9_000_000))
          .withSocket(RuleTestAudit.socket(1, RuleTestAudit.SERVER, 510));

  @Test
  void the_only_socket_at_the_endpoint_holds() {
    assertThat(RuleTestAudit.doubts(rule, audit)).isEmpty();
  }

  @Test
  void a_socket_to_the_server_that_its_client_is_closing_fails() {
    audit.withSocket(
        RuleTestAudit.socket(
            2, RuleTestAudit.CLIENT, RuleTestAudit.SERVER, TcpState.FIN_WAIT1, null));
    assertThat(RuleTestAudit.doubts(rule, audit)).containsExactly(Code.CLIENT_CLOSED);
  }

  @Test
  void a_socket_with_an_unknown_peer_holds_when_it_did_not_send_the_query() {
    audit.withSocket(RuleTestAudit.socket(2, RuleTestAudit.UNKNOWN, 5_000));
    assertThat(RuleTestAudit.doubts(rule, audit)).isEmpty();
  }

  @Test
  void a_socket_with_an_unknown_peer_fails_when_it_may_have_sent_the_query() {
    audit.withSocket(RuleTestAudit.socket(2, RuleTestAudit.UNKNOWN, 505));
    assertThat(RuleTestAudit.doubts(rule, audit))
        .containsExactly(Code.SEVERAL_SOCKETS, Code.PEER_UNKNOWN);
  }

  @Test
  void a_socket_with_an_unknown_peer_fails_when_rows_are_hidden() {
    audit.withSocket(RuleTestAudit.socket(2, RuleTestAudit.UNKNOWN, 5_000)).withHiddenRow();
    OtherSocketRule hidden = new OtherSocketRule(RuleTestAudit.trafficCheck(), false);
    assertThat(RuleTestAudit.doubts(hidden, audit))
        .containsExactly(Code.SEVERAL_SOCKETS, Code.PEER_UNKNOWN);
  }
}
