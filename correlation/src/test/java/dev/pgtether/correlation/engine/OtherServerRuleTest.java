package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.ServerEndpoints.Route;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
import dev.pgtether.correlation.socket.CandidateSocket;
import dev.pgtether.correlation.socket.PeerKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherServerRuleTest {

  /** The backend's last query began at 5 s; this socket sent it and nothing since. */
  private static final ClientSocket SENDER = RuleTestAudit.socket(1, RuleTestAudit.SERVER, 4_510);

  private final OtherServerRule rule = new OtherServerRule(RuleTestAudit.soleSocketProof());
  private final RuleTestAudit audit = RuleTestAudit.of(RuleTestAudit.idle()).reportedByPodAgent();

  @Test
  void a_socket_to_the_server_alone_holds() {
    assertThat(RuleTestAudit.doubts(rule, audit.withSocket(SENDER))).isEmpty();
  }

  @Test
  void a_socket_to_one_of_several_servers_fails() {
    audit.withSocket(RuleTestAudit.socket(1, RuleTestAudit.SHARED, 4_510));
    assertThat(RuleTestAudit.doubts(rule, audit)).containsExactly(Code.PEER_SHARED);
  }

  @Test
  void a_socket_that_may_be_older_than_its_route_fails() {
    assertThat(doubtsOnNewRoute(SENDER)).containsExactly(Code.SERVICE_CHANGED);
  }

  @Test
  void a_sole_socket_that_may_have_sent_the_last_query_holds() {
    assertThat(doubtsOnNewRoute(RuleTestAudit.sole(SENDER))).isEmpty();
  }

  @Test
  void a_sole_socket_that_has_sent_data_since_the_backend_became_idle_fails() {
    ClientSocket later = RuleTestAudit.socket(1, RuleTestAudit.SERVER, 1_000);
    assertThat(doubtsOnNewRoute(RuleTestAudit.sole(later))).containsExactly(Code.SERVICE_CHANGED);
  }

  private List<Code> doubtsOnNewRoute(ClientSocket socket) {
    CandidateSocket candidateSocket =
        new CandidateSocket(
            socket,
            audit.scannedNamespace(),
            PeerKind.ROUTE_TO_SERVER,
            new Route(RouteTarget.THIS_SERVER, "shop/orders-db", 0),
            false);
    return RuleTestAudit.codesOf(rule.doubts(audit.facts(), candidateSocket));
  }
}
