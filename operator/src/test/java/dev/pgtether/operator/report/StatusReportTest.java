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

  private static final Instant LATER = OrdersAuditFixture.NOW.plusSeconds(60);
  private static final AuditOutcome.Failure REFUSED =
      new AuditOutcome.Failure(
          Reason.CONNECTION_REFUSED,
          "orders-db.shop.svc:5432 (10.96.0.15) refuses connections; is PostgreSQL running there?",
          LATER,
          LATER.plusSeconds(30));

  @Test
  void a_good_audit_reads_as_a_table() {
    assertGolden("good", status(OrdersAuditFixture.sample().success()));
  }

  @Test
  void a_resource_is_written_as_the_schema_wants_it() {
    // Given
    ConnectionAudit audit = new ConnectionAudit();
    audit.setMetadata(new ObjectMetaBuilder().withName("orders").build());
    audit.setSpec(OrdersAuditFixture.spec(""));

    // When
    audit.setStatus(status(OrdersAuditFixture.sample().success()));

    // Then: a test on a real cluster applies it
    GoldenFiles.assertMatches("good.yaml", new KubernetesSerialization().asYaml(audit));
  }

  @Test
  void what_is_hidden_or_silent_is_counted_with_what_to_do() {
    OrdersAuditFixture ordersAuditFixture =
        OrdersAuditFixture.sample().withHidden(12).withSilent(OrdersAuditFixture.CHECKOUT_B);

    assertGolden("incomplete", status(ordersAuditFixture.success()));
  }

  @Test
  void after_a_failure_the_last_good_results_stay_and_are_marked() {
    // Given
    AuditOutcome.Success good = OrdersAuditFixture.sample().success();

    // When
    ConnectionAuditStatus status =
        StatusReport.of(OrdersAuditFixture.course(REFUSED, good), status(good), LATER);

    // Then
    assertGolden("stale", status);
    assertThat(status.lastSuccessfulAuditTime()).isEqualTo("2026-11-22T03:00:00Z");
    assertThat(condition(status, Condition.Type.COMPLETE).reason()).isEqualTo(Reason.STALE);
  }

  @Test
  void a_restarted_operator_keeps_what_an_earlier_one_had_written() {
    // Given
    AuditOutcome.Success good = OrdersAuditFixture.sample().success();
    ConnectionAuditStatus stale =
        StatusReport.of(OrdersAuditFixture.course(REFUSED, good), status(good), LATER);

    // When
    ConnectionAuditStatus restarted =
        StatusReport.of(OrdersAuditFixture.course(REFUSED, null), status(good), LATER);

    // Then: all but the troubles that only the audit itself can tell
    assertThat(restarted.view()).isSubsetOf(stale.view()).contains("TROUBLE", "CONNECTIONS");
    assertThat(restarted.server()).isEqualTo(stale.server());
    assertThat(StatusReport.of(OrdersAuditFixture.course(REFUSED, null), restarted, LATER))
        .isEqualTo(restarted);
  }

  @Test
  void a_new_leader_takes_over_without_a_change_of_the_status() {
    // Given
    ConnectionAuditStatus before = status(OrdersAuditFixture.sample().success());
    ReportInput begins = OrdersAuditFixture.course(new AuditOutcome.Pending(), null);

    // When
    ConnectionAuditStatus first = StatusReport.of(begins, before, LATER);
    ConnectionAuditStatus second = status(OrdersAuditFixture.sample().success(), first, LATER);

    // Then
    assertThat(StatusReport.isNews(before, first)).isFalse();
    assertThat(first.conditions()).isEqualTo(before.conditions());
    assertThat(second).isEqualTo(before);
    assertThat(StatusChangeEvents.between(before, first, begins)).isEmpty();
  }

  @Test
  void results_of_another_spec_are_not_kept() {
    // Given
    ConnectionAuditStatus before = status(OrdersAuditFixture.sample().success());
    ReportInput changed =
        new ReportInput(
            "shop", "orders", 4, OrdersAuditFixture.spec("interval: 1m"), REFUSED, null, null);

    // When
    ConnectionAuditStatus status = StatusReport.of(changed, before, LATER);

    // Then
    assertThat(status.server()).isNull();
    assertThat(status.view()).noneMatch(line -> line.contains("checkout"));
  }

  @Test
  void before_the_first_audit_only_the_failure_is_said() {
    assertGolden("refused", StatusReport.of(OrdersAuditFixture.course(REFUSED, null), null, LATER));
  }

  @Test
  void fields_that_this_version_does_not_act_on_are_said() {
    // Given
    ConnectionAuditSpec spec =
        OrdersAuditFixture.spec(
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
        StatusReport.of(
            OrdersAuditFixture.course(spec, new AuditOutcome.Pending(), null), null, LATER);

    // Then
    assertGolden("not-acted-on", status);
  }

  @Test
  void a_scope_leaves_out_what_it_does_not_name_and_says_so() {
    // Given
    AuditOutcome.Success good = OrdersAuditFixture.sample().success();
    ConnectionAuditSpec spec =
        OrdersAuditFixture.spec("scope: {excludeUsers: [checkout], databases: [orders]}");

    // When
    ConnectionAuditStatus status =
        StatusReport.of(OrdersAuditFixture.course(spec, good, good), null, OrdersAuditFixture.NOW);

    // Then
    assertThat(status.view()).contains("7 backends are left out below by spec.scope");
    assertThat(status.summary()).isNotNull().extracting("backends").isEqualTo(2);
    assertThat(status.view()).noneMatch(line -> line.contains("10614"));
  }

  @Test
  void no_more_rows_are_listed_than_were_asked_for_and_the_rest_is_counted() {
    // Given
    AuditOutcome.Success good = OrdersAuditFixture.sample().success();
    ConnectionAuditSpec spec = OrdersAuditFixture.spec("report: {rows: 3, groupBy: User}");

    // When
    ConnectionAuditStatus status =
        StatusReport.of(OrdersAuditFixture.course(spec, good, good), null, OrdersAuditFixture.NOW);

    // Then: what needs a look is what is listed
    assertGolden("three-rows", status);
    assertThat(status.omitted()).isEqualTo(new ConnectionAuditStatus.OmittedCounts(6));
  }

  @Test
  void the_order_of_the_rows_does_not_matter() {
    // Given
    OrdersAuditFixture ordersAuditFixture = OrdersAuditFixture.sample();
    List<Pairing> shuffled = new ArrayList<>(ordersAuditFixture.pairings());
    Collections.rotate(shuffled, 4);
    Collections.swap(shuffled, 0, 5);

    // When
    OrdersAuditFixture other =
        new OrdersAuditFixture(
            shuffled, 0, ordersAuditFixture.asked(), ordersAuditFixture.silent());

    // Then
    assertThat(table(status(other.success())))
        .isEqualTo(table(status(ordersAuditFixture.success())));
  }

  @Test
  void a_condition_keeps_its_time_until_its_answer_changes() {
    // Given
    ConnectionAuditStatus first = status(OrdersAuditFixture.sample().success());

    // When
    ConnectionAuditStatus same = status(OrdersAuditFixture.sample().success(), first, LATER);
    ConnectionAuditStatus failed =
        StatusReport.of(OrdersAuditFixture.course(REFUSED, null), same, LATER);

    // Then
    assertThat(same).isEqualTo(first);
    assertThat(ready(failed).lastTransitionTime()).isEqualTo("2026-11-22T03:01:00Z");
    assertThat(condition(failed, Condition.Type.NO_FINDINGS).lastTransitionTime())
        .isEqualTo("2026-11-22T03:00:00Z");
  }

  @Test
  void a_session_that_goes_on_is_no_news_and_one_that_comes_is() {
    // Given
    ConnectionAuditStatus before =
        status(OrdersAuditFixture.of(client(1, SessionState.IDLE)).success());

    // When
    ConnectionAuditStatus works =
        status(OrdersAuditFixture.of(client(1, SessionState.ACTIVE)).success());
    ConnectionAuditStatus more =
        status(
            OrdersAuditFixture.of(client(1, SessionState.IDLE), client(2, SessionState.IDLE))
                .success());

    // Then
    assertThat(works.view()).isNotEqualTo(before.view());
    assertThat(StatusReport.isNews(before, works)).isFalse();
    assertThat(StatusReport.isNews(before, more)).isTrue();
    assertThat(StatusReport.isNews(null, before)).isTrue();
  }

  @Test
  void a_standby_is_ready_with_its_own_reason() {
    // When
    ConnectionAuditStatus status =
        status(
            OrdersAuditFixture.sample()
                .success(
                    OrdersAuditFixture.server(true, "2026-11-20T08:00:00Z", "10.244.4.2"),
                    OrdersAuditFixture.NOW));

    // Then
    assertThat(ready(status).status()).isEqualTo(Status.TRUE);
    assertThat(ready(status).reason()).isEqualTo(Reason.STANDBY);
  }

  @Test
  void a_suspended_audit_is_not_ready_and_keeps_its_results() {
    // Given
    AuditOutcome.Success good = OrdersAuditFixture.sample().success();

    // When
    ConnectionAuditStatus status =
        StatusReport.of(OrdersAuditFixture.course(new AuditOutcome.Suspended(), good), null, LATER);

    // Then
    assertThat(ready(status).reason()).isEqualTo(Reason.SUSPENDED);
    assertThat(status.view())
        .contains("  suspended by spec.suspend; what follows is of 2026-11-22T03:00:00Z");
  }

  @Test
  void hostile_names_stay_on_their_line_and_show_control_characters() {
    // Given
    Pairing hostile =
        PairingBuilder.of(1, "10.244.1.17:1")
            .of(OrdersAuditFixture.CHECKOUT_A)
            .heldBy(7, "\u001b[2Jsh\n\nTROUBLE", "app")
            .by("a\nb  EXACT", "or\u202eders")
            .because(Code.WAITS_FOR_CLIENT, "ClientRead")
            .is(Verdict.EXACT);

    // When
    List<String> view = status(OrdersAuditFixture.of(hostile).success()).view();

    // Then
    assertThat(view)
        .filteredOn(line -> line.contains("10.244.1.17:1 "))
        .singleElement()
        .asString()
        .contains("\\x1b[2Jsh\\x0a\\x0aTROUBLE", "a\\x0ab \\x20EXACT", "or\\u{202e}ders");
  }

  @Test
  void a_status_stays_small_whatever_is_in_it() {
    // Given: 5,000 backends with names as long and as wide as PostgreSQL and Linux allow
    List<Pairing> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(
          PairingBuilder.of(100_000 + i, "10.244.1.17:" + (1024 + i))
              .of(
                  OrdersAuditFixture.pod(
                      "n".repeat(63), "p".repeat(240) + i, "w".repeat(200) + i % 500))
              .heldBy(i + 1, "漢".repeat(5), "app")
              .by("漢".repeat(21), "漢".repeat(21))
              .because(Code.WAITS_FOR_CLIENT, "ClientRead")
              .is(Verdict.EXACT));
    }
    ConnectionAuditSpec spec = OrdersAuditFixture.spec("report: {rows: 200}");
    AuditOutcome.Success good =
        new OrdersAuditFixture(many, 0, java.util.Set.of(), java.util.Set.of()).success();

    // When
    ConnectionAuditStatus status =
        StatusReport.of(OrdersAuditFixture.course(spec, good, good), null, OrdersAuditFixture.NOW);

    // Then
    assertThat(new KubernetesSerialization().asJson(status).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(80 * 1024);
    assertThat(status.view()).allMatch(line -> line.length() <= 512).hasSizeLessThan(512);
    assertThat(status.omitted()).isNotNull().extracting("rows").isNotEqualTo(4_800);
  }

  @Test
  void the_usual_line_fits_on_a_screen() {
    assertThat(status(OrdersAuditFixture.sample().success()).view())
        .allMatch(line -> Columns.of(line) <= 190);
  }

  @Test
  void a_status_is_read_as_it_was_written() {
    // Given
    ConnectionAuditStatus status = status(OrdersAuditFixture.sample().withHidden(2).success());
    KubernetesSerialization json = new KubernetesSerialization();

    // When
    ConnectionAuditStatus read = json.unmarshal(json.asJson(status), ConnectionAuditStatus.class);

    // Then
    assertThat(read).isEqualTo(status);
  }

  private static Pairing client(int pid, SessionState state) {
    return PairingBuilder.of(pid, "10.244.1.17:" + pid)
        .of(OrdersAuditFixture.CHECKOUT_A)
        .heldBy(7, "java", "app")
        .in(state, "2026-11-22T02:00:00Z")
        .because(Code.WAITS_FOR_CLIENT, "ClientRead")
        .is(Verdict.EXACT);
  }

  private static ConnectionAuditStatus status(AuditOutcome.Success good) {
    return status(good, null, OrdersAuditFixture.NOW);
  }

  private static ConnectionAuditStatus status(
      AuditOutcome.Success good, @Nullable ConnectionAuditStatus before, Instant now) {
    return StatusReport.of(OrdersAuditFixture.course(good, good), before, now);
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
    GoldenFiles.assertMatches(name + ".txt", String.join("\n", status.view()) + "\n");
  }
}
