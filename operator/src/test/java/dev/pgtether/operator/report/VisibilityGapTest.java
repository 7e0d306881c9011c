package dev.pgtether.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.audit.AuditResult;
import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.operator.api.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VisibilityGapTest {

  @Test
  void what_is_said_of_one_pod_is_not_said_of_another() {
    // Given
    Pairing one = changing(1, "shop/checkout-a");
    Pairing other = changing(2, "shop/checkout-b");
    Pairing third = changing(3, "shop/checkout-a");

    // When
    List<String> sentences = sentences(one, other, third);

    // Then
    assertThat(sentences).hasSize(2);
    assertThat(sentences.get(0)).startsWith("backends 1, 3: ").contains("shop/checkout-a");
    assertThat(sentences.get(1)).startsWith("backend 2: ").contains("shop/checkout-b");
  }

  @Test
  void of_many_alike_only_the_first_are_told() {
    // Given
    Pairing[] many =
        IntStream.rangeClosed(1, 30)
            .mapToObj(i -> changing(i, "shop/pod-" + i))
            .toArray(Pairing[]::new);

    // When
    List<String> sentences = sentences(many);

    // Then
    assertThat(sentences)
        .hasSize(4)
        .last()
        .isEqualTo("backends 4, 5, 6, 7, 8 and 22 more: for a like reason.");
  }

  @Test
  void evidence_that_proves_a_pair_is_no_visibility_gap() {
    assertThat(
            sentences(
                OrdersAuditFixture.exact(1, "10.244.1.17:1", OrdersAuditFixture.CHECKOUT_A, 7)))
        .isEmpty();
  }

  @Test
  void a_fix_is_what_a_cluster_offers_not_a_command_line() {
    // Given
    Pairing pairing =
        PairingBuilder.of(1, "10.244.1.17:1")
            .of(OrdersAuditFixture.CHECKOUT_A)
            .because(Code.PEER_UNKNOWN, List.of("10.96.7.7:5432"))
            .is(Verdict.UNKNOWN);

    // Then
    assertThat(sentences(pairing))
        .singleElement()
        .asString()
        .contains("10.96.7.7:5432", "spec.database.alsoKnownAs")
        .doesNotContain("--");
  }

  @Test
  void pods_that_are_not_visible_are_only_counted() {
    // Given
    Pairing hidden =
        PairingBuilder.of(1, "10.244.9.9:1").because(Code.NOT_VISIBLE).is(Verdict.UNKNOWN);

    // When
    List<VisibilityGap> unseen = VisibilityGap.of(scoped(OrdersAuditFixture.of(hidden)), "shop");

    // Then
    assertThat(unseen)
        .singleElement()
        .isEqualTo(
            new VisibilityGap(
                Reason.NAMESPACES_NOT_VISIBLE,
                "1 backend of pods in other namespaces; who owns such a namespace can show it:"
                    + " kubectl annotate namespace NAME pgtether.dev/visible-to=shop"));
  }

  @Test
  void the_operators_sessions_for_other_audits_need_no_remedy() {
    // Given
    Pairing own =
        PairingBuilder.of(1, "10.244.9.9:1").because(Code.NOT_VISIBLE).is(Verdict.UNKNOWN);
    AuditOutcome.Success good = OrdersAuditFixture.of(own).success();
    Endpoint client = good.result().serverInfo().auditClient();
    assertThat(client).isNotNull();
    AuditOutcome.Success fromThere =
        new AuditOutcome.Success(
            good.result(),
            good.paired(),
            good.clusterSnapshot()
                .withAuditorAddresses(Set.of(client.address(), IpAddress.parse("10.244.9.9"))),
            good.role());

    // When
    ScopedAudit scopedAudit = ScopedAudit.of(fromThere, null);

    // Then
    assertThat(VisibilityGap.of(scopedAudit, "shop"))
        .containsExactly(
            new VisibilityGap(
                null, "1 backend is the operator's own, for other audits of this server"));
    assertThat(scopedAudit.summary().notVisible()).isZero();
  }

  @Test
  void a_role_with_a_strange_name_is_quoted_in_the_statement_to_type() {
    // Given
    AuditOutcome.Success good = OrdersAuditFixture.of().withHidden(3).success();
    AuditOutcome.Success strange =
        new AuditOutcome.Success(
            good.result(), good.paired(), good.clusterSnapshot(), "Audit \"x\"; DROP");

    // When
    List<VisibilityGap> unseen = VisibilityGap.of(ScopedAudit.of(strange, null), "shop");

    // Then
    assertThat(unseen.getFirst().sentence())
        .endsWith("GRANT pg_monitor TO \"Audit \"\"x\"\"; DROP\"");
  }

  @Test
  void a_pod_that_asks_for_an_agent_is_to_be_recreated() {
    // Given
    Pairing without =
        PairingBuilder.of(1, "10.244.1.17:1")
            .of(OrdersAuditFixture.CHECKOUT_A)
            .because(Code.POD_ADDRESS, "shop/checkout-a")
            .because(Code.AGENT_MISSING, "shop/checkout-a")
            .is(Verdict.POD);

    // Then
    assertThat(sentences(without))
        .singleElement()
        .asString()
        .startsWith("processes of 1 pod that ask")
        .contains("Deployment/checkout", "kubectl rollout restart");
  }

  @Test
  void
      that_a_pod_may_share_its_sockets_is_said_only_where_a_relative_of_the_holder_could_not_be_read() {
    // Given
    Pairing exact =
        PairingBuilder.of(1, "10.244.1.17:1")
            .of(OrdersAuditFixture.CHECKOUT_A)
            .heldBy(7, "java", "app")
            .because(Code.WAITS_FOR_CLIENT, "ClientRead")
            .because(Code.MORE_HOLDERS_POSSIBLE)
            .is(Verdict.EXACT);
    String agent = Objects.requireNonNull(exact.agent());

    // Then
    assertThat(sentencesBy(reportOf(agent, List.of()), exact)).isEmpty();
    assertThat(
            sentencesBy(
                reportOf(agent, List.of(new Limit(Limit.Kind.PROCESSES_UNREADABLE, 1))), exact))
        .singleElement()
        .asString()
        .startsWith("whether 1 backend has further processes");
  }

  private static List<String> sentencesBy(AgentReport report, Pairing pairing) {
    AuditOutcome.Success good = OrdersAuditFixture.of(pairing).success();
    AuditResult result = good.result();
    AuditResult seen =
        new AuditResult(
            result.at(),
            result.serverInfo(),
            new Sighted(List.of(report), Set.of(), Set.of()),
            result.inCluster(),
            result.pairingOutcome());
    return VisibilityGap.of(
            ScopedAudit.of(
                new AuditOutcome.Success(seen, good.paired(), good.clusterSnapshot(), good.role()),
                null),
            "shop")
        .stream()
        .map(VisibilityGap::sentence)
        .toList();
  }

  private static AgentReport reportOf(String agent, List<Limit> limits) {
    return new AgentReport(
        agent,
        "boot",
        new MonotonicInterval(0, 1),
        new ScanCoverage(
            ScanCoverage.SocketListing.DIAG_ONE_PASS,
            ScanCoverage.HolderLookup.OWN_PROCESSES,
            limits),
        List.of(),
        List.of(),
        null);
  }

  private static Pairing changing(int pid, String pod) {
    ClientPod clientPod =
        OrdersAuditFixture.pod("shop", pod.substring(pod.indexOf('/') + 1), "checkout");
    return PairingBuilder.of(pid, "10.244.1.17:" + pid)
        .of(clientPod)
        .because(Code.ADDRESS_CHANGING_HANDS, pod)
        .is(Verdict.UNKNOWN);
  }

  private static List<String> sentences(Pairing... pairings) {
    return VisibilityGap.of(scoped(OrdersAuditFixture.of(pairings)), "shop").stream()
        .map(VisibilityGap::sentence)
        .toList();
  }

  private static ScopedAudit scoped(OrdersAuditFixture ordersAuditFixture) {
    return ScopedAudit.of(ordersAuditFixture.success(), null);
  }
}
