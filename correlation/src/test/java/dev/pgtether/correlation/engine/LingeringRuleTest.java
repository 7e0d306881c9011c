package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.proof.LingeringCheck;
import dev.pgtether.correlation.proof.LingeringCheck.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class LingeringRuleTest {

  @Test
  void a_backend_that_waits_for_its_client_holds() {
    Result result = check(audit(RuleTestAudit.traffic(4_000, 5_000)), true);
    assertProof(result, Code.WAITS_FOR_CLIENT, false);
  }

  @Test
  void a_socket_that_was_proven_before_holds_whatever_else_is_at_the_endpoint() {
    RuleTestAudit audit =
        RuleTestAudit.of(RuleTestAudit.active(5_000_000))
            .withSocket(RuleTestAudit.socket(1, RuleTestAudit.SERVER, 4_510))
            .withProvenSocket(1);
    assertProof(check(audit, true), Code.PROVEN_BEFORE, true);
  }

  @Test
  void a_silent_socket_that_received_more_than_any_authentication_sends_holds() {
    RuleTestAudit audit =
        RuleTestAudit.of(RuleTestAudit.active(5_000_000))
            .withSocket(
                RuleTestAudit.socket(
                    1,
                    RuleTestAudit.CLIENT,
                    RuleTestAudit.SERVER,
                    TcpState.ESTABLISHED,
                    RuleTestAudit.traffic(4_510, 20_000)));
    assertProof(check(audit, true), Code.PAST_AUTHENTICATION, false);
  }

  @Test
  void an_active_backend_without_a_proof_fails() {
    RuleTestAudit audit =
        RuleTestAudit.of(RuleTestAudit.active(5_000_000))
            .withSocket(RuleTestAudit.socket(1, RuleTestAudit.SERVER, 4_510));
    assertDoubts(check(audit, true), Code.MAY_LINGER);
  }

  @Test
  void a_socket_that_has_not_been_through_the_startup_fails() {
    assertDoubts(
        check(audit(RuleTestAudit.traffic(4_000, 130)), true),
        Code.MAY_LINGER,
        Code.NOT_STARTED_UP);
  }

  @Test
  void a_young_socket_that_has_sent_data_since_the_backend_began_to_wait_fails() {
    assertDoubts(
        check(audit(RuleTestAudit.traffic(1_000, 300)), true),
        Code.MAY_LINGER,
        Code.SENT_SINCE_WAITING);
  }

  @Test
  void a_waiting_backend_fails_when_rows_are_hidden() {
    assertDoubts(
        check(audit(RuleTestAudit.traffic(4_000, 5_000)).withHiddenRow(), false),
        Code.MAY_LINGER,
        Code.ROWS_HIDDEN);
  }

  private static RuleTestAudit audit(TcpInfo tcpInfo) {
    return RuleTestAudit.of(RuleTestAudit.idle())
        .withSocket(
            RuleTestAudit.socket(
                1, RuleTestAudit.CLIENT, RuleTestAudit.SERVER, TcpState.ESTABLISHED, tcpInfo));
  }

  private static Result check(RuleTestAudit audit, boolean noRowsHidden) {
    LingeringCheck lingeringCheck =
        new LingeringCheck(RuleTestAudit.trafficCheck(), RuleTestAudit.soleSocketProof());
    TcpClientFacts facts = audit.facts();
    return new LingeringRule(lingeringCheck, null, noRowsHidden)
        .check(facts, facts.candidates().getFirst());
  }

  private static void assertProof(Result result, Code code, boolean conclusive) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Proven.class,
            proven -> {
              assertThat(proven.evidence().code()).isEqualTo(code);
              assertThat(proven.conclusive()).isEqualTo(conclusive);
            });
  }

  private static void assertDoubts(Result result, Code... codes) {
    RuleTestAudit audit = audit(RuleTestAudit.traffic(4_000, 5_000));
    TcpClientFacts facts = audit.facts();
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Unproven.class,
            unproven ->
                assertThat(
                        RuleTestAudit.codesOf(
                            LingeringRule.doubts(unproven, facts.candidates().getFirst())))
                    .isEqualTo(List.of(codes)));
  }
}
