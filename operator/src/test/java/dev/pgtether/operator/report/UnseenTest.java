package dev.pgtether.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.audit.AuditResult;
import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.Visibility;
import dev.pgtether.correlation.fact.Visibility.Limit;
import dev.pgtether.correlation.pairing.Client;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.operator.api.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnseenTest {

  @Test
  void whatIsSaidOfOnePodIsNotSaidOfAnother() {
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
  void ofManyAlikeOnlyTheFirstAreTold() {
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
  void whatProvesAPairIsNothingUnseen() {
    assertThat(sentences(Orders.exact(1, "10.244.1.17:1", Orders.CHECKOUT_A, 7))).isEmpty();
  }

  @Test
  void aFixIsWhatAClusterOffersNotACommandLine() {
    // Given
    Pairing pairing =
        Row.of(1, "10.244.1.17:1")
            .of(Orders.CHECKOUT_A)
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
  void podsThatNobodyMayNameAreOnlyCounted() {
    // Given
    Pairing hidden = Row.of(1, "10.244.9.9:1").because(Code.NOT_VISIBLE).is(Verdict.UNKNOWN);

    // When
    List<Unseen> unseen = Unseen.of(scoped(Orders.of(hidden)), "shop");

    // Then
    assertThat(unseen)
        .singleElement()
        .isEqualTo(
            new Unseen(
                Reason.NAMESPACES_NOT_VISIBLE,
                "1 backend of pods in other namespaces; who owns such a namespace can show it:"
                    + " kubectl annotate namespace NAME pgtether.dev/visible-to=shop"));
  }

  @Test
  void theOperatorsSessionsForOtherAuditsAreNobodysToShow() {
    // Given
    Pairing own = Row.of(1, "10.244.9.9:1").because(Code.NOT_VISIBLE).is(Verdict.UNKNOWN);
    Attempt.Success good = Orders.of(own).success();
    Endpoint client = good.result().server().ownClient();
    assertThat(client).isNotNull();
    Attempt.Success fromThere =
        new Attempt.Success(
            good.result(),
            good.paired(),
            good.cluster().seenFrom(Set.of(client.address(), IpAddress.parse("10.244.9.9"))),
            good.role());

    // When
    Scoped scoped = Scoped.of(fromThere, null);

    // Then
    assertThat(Unseen.of(scoped, "shop"))
        .containsExactly(
            new Unseen(null, "1 backend is the operator's own, for other audits of this server"));
    assertThat(scoped.summary().notVisible()).isZero();
  }

  @Test
  void aRoleWithAStrangeNameIsQuotedInTheStatementToType() {
    // Given
    Attempt.Success good = Orders.of().withHidden(3).success();
    Attempt.Success strange =
        new Attempt.Success(good.result(), good.paired(), good.cluster(), "Audit \"x\"; DROP");

    // When
    List<Unseen> unseen = Unseen.of(Scoped.of(strange, null), "shop");

    // Then
    assertThat(unseen.getFirst().sentence())
        .endsWith("GRANT pg_monitor TO \"Audit \"\"x\"\"; DROP\"");
  }

  @Test
  void aPodThatAsksForAnAgentIsToBeMadeAnew() {
    // Given
    Pairing without =
        Row.of(1, "10.244.1.17:1")
            .of(Orders.CHECKOUT_A)
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
  void thatAPodMayShareItsSocketsIsSaidOnlyWhereARelativeOfTheHolderCouldNotBeRead() {
    // Given
    Pairing exact =
        Row.of(1, "10.244.1.17:1")
            .of(Orders.CHECKOUT_A)
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
    Attempt.Success good = Orders.of(pairing).success();
    AuditResult result = good.result();
    AuditResult seen =
        new AuditResult(
            result.at(),
            result.server(),
            new Sighted(List.of(report), Set.of(), Set.of()),
            result.inCluster(),
            result.outcome());
    return Unseen.of(
            Scoped.of(new Attempt.Success(seen, good.paired(), good.cluster(), good.role()), null),
            "shop")
        .stream()
        .map(Unseen::sentence)
        .toList();
  }

  private static AgentReport reportOf(String agent, List<Limit> limits) {
    return new AgentReport(
        agent,
        "boot",
        new MonotonicInterval(0, 1),
        new Visibility(Visibility.Listing.DIAG_ONE_PASS, Visibility.Reading.OWN_PROCESSES, limits),
        List.of(),
        List.of(),
        null);
  }

  private static Pairing changing(int pid, String pod) {
    Client client = Orders.pod("shop", pod.substring(pod.indexOf('/') + 1), "checkout");
    return Row.of(pid, "10.244.1.17:" + pid)
        .of(client)
        .because(Code.ADDRESS_CHANGING_HANDS, pod)
        .is(Verdict.UNKNOWN);
  }

  private static List<String> sentences(Pairing... pairings) {
    return Unseen.of(scoped(Orders.of(pairings)), "shop").stream().map(Unseen::sentence).toList();
  }

  private static Scoped scoped(Orders orders) {
    return Scoped.of(orders.success(), null);
  }
}
