package dev.pgtether.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.audit.document.Columns;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.operator.api.Condition;
import dev.pgtether.operator.api.Condition.Status;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditSpec;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusReportTest {

  private static final Instant LATER = Orders.NOW.plusSeconds(60);
  private static final Attempt.Failure REFUSED =
      new Attempt.Failure(
          Reason.CONNECTION_REFUSED,
          "orders-db.shop.svc:5432 (10.96.0.15) refuses connections; is PostgreSQL running there?",
          LATER,
          LATER.plusSeconds(30));

  @Test
  void aGoodAuditReadsAsATable() {
    assertGolden("good", status(Orders.atThree().success()));
  }

  @Test
  void aResourceIsWrittenAsTheSchemaWantsIt() {
    // Given
    ConnectionAudit audit = new ConnectionAudit();
    audit.setMetadata(new ObjectMetaBuilder().withName("orders").build());
    audit.setSpec(Orders.spec(""));

    // When
    audit.setStatus(status(Orders.atThree().success()));

    // Then: a test on a real cluster applies it
    Golden.assertMatches("good.yaml", new KubernetesSerialization().asYaml(audit));
  }

  @Test
  void whatIsHiddenOrSilentIsCountedWithWhatToDo() {
    Orders orders = Orders.atThree().withHidden(12).withSilent(Orders.CHECKOUT_B);

    assertGolden("incomplete", status(orders.success()));
  }

  @Test
  void afterAFailureTheLastGoodResultsStayAndAreMarked() {
    // Given
    Attempt.Success good = Orders.atThree().success();

    // When
    ConnectionAuditStatus status =
        StatusReport.of(Orders.course(REFUSED, good), status(good), LATER);

    // Then
    assertGolden("stale", status);
    assertThat(status.lastSuccessfulAuditTime()).isEqualTo("2026-11-22T03:00:00Z");
    assertThat(condition(status, Condition.Type.COMPLETE).reason()).isEqualTo(Reason.STALE);
  }

  @Test
  void aRestartedOperatorKeepsWhatAnEarlierOneHadWritten() {
    // Given
    Attempt.Success good = Orders.atThree().success();
    ConnectionAuditStatus stale =
        StatusReport.of(Orders.course(REFUSED, good), status(good), LATER);

    // When
    ConnectionAuditStatus restarted =
        StatusReport.of(Orders.course(REFUSED, null), status(good), LATER);

    // Then: all but the troubles that only the audit itself can tell
    assertThat(restarted.view()).isSubsetOf(stale.view()).contains("TROUBLE", "CONNECTIONS");
    assertThat(restarted.server()).isEqualTo(stale.server());
    assertThat(StatusReport.of(Orders.course(REFUSED, null), restarted, LATER))
        .isEqualTo(restarted);
  }

  @Test
  void aNewLeaderTakesOverWithoutATraceOfIt() {
    // Given
    ConnectionAuditStatus before = status(Orders.atThree().success());
    Course begins = Orders.course(new Attempt.Pending(), null);

    // When
    ConnectionAuditStatus first = StatusReport.of(begins, before, LATER);
    ConnectionAuditStatus second = status(Orders.atThree().success(), first, LATER);

    // Then
    assertThat(StatusReport.isNews(before, first)).isFalse();
    assertThat(first.conditions()).isEqualTo(before.conditions());
    assertThat(second).isEqualTo(before);
    assertThat(Notices.between(before, first, begins)).isEmpty();
  }

  @Test
  void resultsOfAnotherSpecAreNotKept() {
    // Given
    ConnectionAuditStatus before = status(Orders.atThree().success());
    Course changed =
        new Course("shop", "orders", 4, Orders.spec("interval: 1m"), REFUSED, null, null);

    // When
    ConnectionAuditStatus status = StatusReport.of(changed, before, LATER);

    // Then
    assertThat(status.server()).isNull();
    assertThat(status.view()).noneMatch(line -> line.contains("checkout"));
  }

  @Test
  void beforeTheFirstAuditOnlyTheFailureIsSaid() {
    assertGolden("refused", StatusReport.of(Orders.course(REFUSED, null), null, LATER));
  }

  @Test
  void fieldsThatThisVersionDoesNotActOnAreSaid() {
    // Given
    ConnectionAuditSpec spec =
        Orders.spec(
            """
            hooks:
            - {name: leakers, finding: IdleConnections, steps: [{action: Evict}], mode: Enforce}
            thresholds: {idleFor: 1h}
            expectedClients: [{namespaces: [shop]}]
            poolers:
            - kind: PgBouncer
              podSelector: {matchLabels: {app: pooler}}
              credentialsSecret: {name: a}
            report: {structured: 5}
            """);

    // When
    ConnectionAuditStatus status =
        StatusReport.of(Orders.course(spec, new Attempt.Pending(), null), null, LATER);

    // Then
    assertGolden("not-acted-on", status);
  }

  @Test
  void aScopeLeavesOutWhatItDoesNotNameAndSaysSo() {
    // Given
    Attempt.Success good = Orders.atThree().success();
    ConnectionAuditSpec spec =
        Orders.spec("scope: {excludeUsers: [checkout], databases: [orders]}");

    // When
    ConnectionAuditStatus status =
        StatusReport.of(Orders.course(spec, good, good), null, Orders.NOW);

    // Then
    assertThat(status.view()).contains("7 backends are left out below by spec.scope");
    assertThat(status.summary()).isNotNull().extracting("backends").isEqualTo(2);
    assertThat(status.view()).noneMatch(line -> line.contains("10614"));
  }

  @Test
  void noMoreRowsAreListedThanWereAskedForAndTheRestIsCounted() {
    // Given
    Attempt.Success good = Orders.atThree().success();
    ConnectionAuditSpec spec = Orders.spec("report: {rows: 3, groupBy: User}");

    // When
    ConnectionAuditStatus status =
        StatusReport.of(Orders.course(spec, good, good), null, Orders.NOW);

    // Then: what needs a look is what is listed
    assertGolden("three-rows", status);
    assertThat(status.omitted()).isEqualTo(new ConnectionAuditStatus.Omitted(6));
  }

  @Test
  void theOrderOfTheRowsDoesNotMatter() {
    // Given
    Orders orders = Orders.atThree();
    List<Pairing> shuffled = new ArrayList<>(orders.pairings());
    Collections.rotate(shuffled, 4);
    Collections.swap(shuffled, 0, 5);

    // When
    Orders other = new Orders(shuffled, 0, orders.asked(), orders.silent());

    // Then
    assertThat(table(status(other.success()))).isEqualTo(table(status(orders.success())));
  }

  @Test
  void aConditionKeepsItsTimeUntilItsAnswerChanges() {
    // Given
    ConnectionAuditStatus first = status(Orders.atThree().success());

    // When
    ConnectionAuditStatus same = status(Orders.atThree().success(), first, LATER);
    ConnectionAuditStatus failed = StatusReport.of(Orders.course(REFUSED, null), same, LATER);

    // Then
    assertThat(same).isEqualTo(first);
    assertThat(ready(failed).lastTransitionTime()).isEqualTo("2026-11-22T03:01:00Z");
    assertThat(condition(failed, Condition.Type.NO_FINDINGS).lastTransitionTime())
        .isEqualTo("2026-11-22T03:00:00Z");
  }

  @Test
  void aSessionThatGoesOnIsNoNewsAndOneThatComesIs() {
    // Given
    ConnectionAuditStatus before = status(Orders.of(client(1, SessionState.IDLE)).success());

    // When
    ConnectionAuditStatus works = status(Orders.of(client(1, SessionState.ACTIVE)).success());
    ConnectionAuditStatus more =
        status(Orders.of(client(1, SessionState.IDLE), client(2, SessionState.IDLE)).success());

    // Then
    assertThat(works.view()).isNotEqualTo(before.view());
    assertThat(StatusReport.isNews(before, works)).isFalse();
    assertThat(StatusReport.isNews(before, more)).isTrue();
    assertThat(StatusReport.isNews(null, before)).isTrue();
  }

  @Test
  void aStandbyIsReadyWithItsOwnReason() {
    // When
    ConnectionAuditStatus status =
        status(
            Orders.atThree()
                .success(Orders.server(true, "2026-11-20T08:00:00Z", "10.244.4.2"), Orders.NOW));

    // Then
    assertThat(ready(status).status()).isEqualTo(Status.TRUE);
    assertThat(ready(status).reason()).isEqualTo(Reason.STANDBY);
  }

  @Test
  void aSuspendedAuditIsNotReadyAndKeepsItsResults() {
    // Given
    Attempt.Success good = Orders.atThree().success();

    // When
    ConnectionAuditStatus status =
        StatusReport.of(Orders.course(new Attempt.Suspended(), good), null, LATER);

    // Then
    assertThat(ready(status).reason()).isEqualTo(Reason.SUSPENDED);
    assertThat(status.view())
        .contains("  suspended by spec.suspend; what follows is of 2026-11-22T03:00:00Z");
  }

  @Test
  void hostileNamesStayOnTheirLineAndSayWhatTheyHide() {
    // Given
    Pairing hostile =
        Row.of(1, "10.244.1.17:1")
            .of(Orders.CHECKOUT_A)
            .heldBy(7, "\u001b[2Jsh\n\nTROUBLE", "app")
            .by("a\nb  EXACT", "or\u202eders")
            .because(Code.WAITS_FOR_CLIENT, "ClientRead")
            .is(Verdict.EXACT);

    // When
    List<String> view = status(Orders.of(hostile).success()).view();

    // Then
    assertThat(view)
        .filteredOn(line -> line.contains("10.244.1.17:1 "))
        .singleElement()
        .asString()
        .contains("\\x1b[2Jsh\\x0a\\x0aTROUBLE", "a\\x0ab \\x20EXACT", "or\\u{202e}ders");
  }

  @Test
  void aStatusStaysSmallWhateverIsInIt() {
    // Given: 5,000 backends with names as long and as wide as PostgreSQL and Linux allow
    List<Pairing> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(
          Row.of(100_000 + i, "10.244.1.17:" + (1024 + i))
              .of(Orders.pod("n".repeat(63), "p".repeat(240) + i, "w".repeat(200) + i % 500))
              .heldBy(i + 1, "漢".repeat(5), "app")
              .by("漢".repeat(21), "漢".repeat(21))
              .because(Code.WAITS_FOR_CLIENT, "ClientRead")
              .is(Verdict.EXACT));
    }
    ConnectionAuditSpec spec = Orders.spec("report: {rows: 200}");
    Attempt.Success good = new Orders(many, 0, java.util.Set.of(), java.util.Set.of()).success();

    // When
    ConnectionAuditStatus status =
        StatusReport.of(Orders.course(spec, good, good), null, Orders.NOW);

    // Then
    assertThat(new KubernetesSerialization().asJson(status).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(80 * 1024);
    assertThat(status.view()).allMatch(line -> line.length() <= 512).hasSizeLessThan(512);
    assertThat(status.omitted()).isNotNull().extracting("rows").isNotEqualTo(4_800);
  }

  @Test
  void theUsualLineFitsOnAScreen() {
    assertThat(status(Orders.atThree().success()).view()).allMatch(line -> Columns.of(line) <= 190);
  }

  @Test
  void aStatusIsReadAsItWasWritten() {
    // Given
    ConnectionAuditStatus status = status(Orders.atThree().withHidden(2).success());
    KubernetesSerialization json = new KubernetesSerialization();

    // When
    ConnectionAuditStatus read = json.unmarshal(json.asJson(status), ConnectionAuditStatus.class);

    // Then
    assertThat(read).isEqualTo(status);
  }

  private static Pairing client(int pid, SessionState state) {
    return Row.of(pid, "10.244.1.17:" + pid)
        .of(Orders.CHECKOUT_A)
        .heldBy(7, "java", "app")
        .in(state, "2026-11-22T02:00:00Z")
        .because(Code.WAITS_FOR_CLIENT, "ClientRead")
        .is(Verdict.EXACT);
  }

  private static ConnectionAuditStatus status(Attempt.Success good) {
    return status(good, null, Orders.NOW);
  }

  private static ConnectionAuditStatus status(
      Attempt.Success good, @Nullable ConnectionAuditStatus before, Instant now) {
    return StatusReport.of(Orders.course(good, good), before, now);
  }

  private static List<String> table(ConnectionAuditStatus status) {
    return status.view().subList(status.view().indexOf("CONNECTIONS"), status.view().size());
  }

  private static Condition ready(ConnectionAuditStatus status) {
    return condition(status, Condition.Type.READY);
  }

  private static Condition condition(ConnectionAuditStatus status, Condition.Type type) {
    return status.conditions().stream()
        .filter(condition -> condition.type() == type)
        .findFirst()
        .orElseThrow();
  }

  private static void assertGolden(String name, ConnectionAuditStatus status) {
    Golden.assertMatches(name + ".txt", String.join("\n", status.view()) + "\n");
  }
}
