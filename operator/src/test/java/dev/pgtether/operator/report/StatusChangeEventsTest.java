package dev.pgtether.operator.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.report.AuditEvent.Regarding;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusChangeEventsTest {

  private static final Instant LATER = OrdersAuditFixture.NOW.plusSeconds(30);
  private static final OrdersAuditFixture QUIET =
      OrdersAuditFixture.of(
          OrdersAuditFixture.exact(10614, "10.244.1.17:41592", OrdersAuditFixture.CHECKOUT_A, 7));

  @Test
  void the_first_audit_that_succeeds_is_told() {
    assertThat(between(null, QUIET.success()))
        .singleElement()
        .satisfies(
            auditEvent -> {
              assertThat(auditEvent.reason()).isEqualTo(Reason.AUDITED);
              assertThat(auditEvent.type()).isEqualTo(AuditEvent.Type.NORMAL);
              assertThat(auditEvent.regarding()).isEqualTo(new Regarding.AuditRef());
            });
  }

  @Test
  void an_audit_like_the_one_before_is_not_told() {
    assertThat(between(status(QUIET.success(), null), QUIET.success())).isEmpty();
  }

  @Test
  void a_failure_is_told_once_and_another_one_again() {
    // Given
    ConnectionAuditStatus good = status(QUIET.success(), null);
    AuditOutcome refused = failure(Reason.CONNECTION_REFUSED, "db refuses connections");
    AuditOutcome wrong = failure(Reason.AUTHENTICATION_FAILED, "the password is wrong");

    // When
    List<AuditEvent> first = between(good, refused);
    ConnectionAuditStatus failed = status(refused, good);

    // Then
    assertThat(first)
        .singleElement()
        .satisfies(
            auditEvent -> {
              assertThat(auditEvent.type()).isEqualTo(AuditEvent.Type.WARNING);
              assertThat(auditEvent.reason()).isEqualTo(Reason.CONNECTION_REFUSED);
              assertThat(auditEvent.note()).isEqualTo("db refuses connections");
            });
    assertThat(between(failed, refused)).isEmpty();
    assertThat(reasons(between(failed, wrong))).containsExactly(Reason.AUTHENTICATION_FAILED);
  }

  @Test
  void when_audits_succeed_again_that_is_told_with_what_the_trouble_was() {
    // Given
    ConnectionAuditStatus failed =
        status(failure(Reason.CONNECTION_REFUSED, "refused"), status(QUIET.success(), null));

    // When
    List<AuditEvent> notices = between(failed, QUIET.success());

    // Then
    assertThat(notices)
        .singleElement()
        .satisfies(
            auditEvent -> {
              assertThat(auditEvent.reason()).isEqualTo(Reason.RECOVERED);
              assertThat(auditEvent.note()).contains("ConnectionRefused");
            });
  }

  @Test
  void suspending_is_no_event() {
    assertThat(between(status(QUIET.success(), null), new AuditOutcome.Suspended())).isEmpty();
  }

  @Test
  void a_restart_a_promotion_and_another_server_are_three_things() {
    // Given
    ServerInfo standby = OrdersAuditFixture.server(true, "2026-11-20T08:00:00Z", "10.244.4.2");
    ConnectionAuditStatus before = status(QUIET.success(standby, OrdersAuditFixture.NOW), null);

    // Then
    assertThat(reasons(between(before, on(true, "2026-11-22T03:00:05Z", "10.244.4.2"))))
        .containsExactly(Reason.SERVER_RESTARTED);
    assertThat(reasons(between(before, on(false, "2026-11-20T08:00:00Z", "10.244.4.2"))))
        .containsExactly(Reason.SERVER_PROMOTED);
    assertThat(reasons(between(before, on(false, "2026-11-20T09:00:00Z", "10.244.5.7"))))
        .containsExactly(Reason.SERVER_CHANGED);
  }

  @Test
  void a_server_that_started_in_the_same_second_as_the_one_before_is_another() {
    // Given
    AuditOutcome.Success first =
        QUIET.success(
            OrdersAuditFixture.server(false, "2026-11-20T08:00:00.100Z", "10.244.4.2"),
            OrdersAuditFixture.NOW);
    AuditOutcome.Success second = on(false, "2026-11-20T08:00:00.900Z", "10.244.5.7");
    AuditOutcome.Success otherName = on(false, "2026-11-20T08:00:00.100Z", "10.244.5.7");
    ConnectionAuditStatus before = status(first, null);

    // Then
    assertThat(
            reasons(
                StatusChangeEvents.between(before, status(second, before), course(second, first))))
        .containsExactly(Reason.SERVER_CHANGED);
    assertThat(
            StatusChangeEvents.between(before, status(otherName, before), course(otherName, first)))
        .isEmpty();
  }

  @Test
  void hidden_rows_are_told_once_with_their_remedy() {
    // Given
    ConnectionAuditStatus before = status(QUIET.success(), null);
    AuditOutcome.Success hidden = QUIET.withHidden(4).success();

    // When
    List<AuditEvent> notices = between(before, hidden);

    // Then
    assertThat(notices)
        .singleElement()
        .satisfies(
            auditEvent -> {
              assertThat(auditEvent.reason()).isEqualTo(Reason.ROWS_HIDDEN);
              assertThat(auditEvent.note()).contains("pg_monitor");
            });
    assertThat(between(status(hidden, before), QUIET.withHidden(5).success())).isEmpty();
  }

  @Test
  void ghosts_are_reported_when_they_appear_and_when_they_are_gone() {
    // Given
    ConnectionAuditStatus quiet = status(QUIET.success(), null);
    AuditOutcome.Success ghosts = OrdersAuditFixture.sample().success();

    // Then
    assertThat(reasons(between(quiet, ghosts))).contains(Reason.GHOST_BACKENDS);
    assertThat(reasons(between(status(ghosts, quiet), QUIET.success())))
        .containsExactly(Reason.GHOST_BACKENDS_GONE);
  }

  @Test
  void a_pod_is_told_that_its_agent_is_silent_and_only_when_it_fell_silent() {
    // Given
    AuditOutcome.Success silent = QUIET.withSilent(OrdersAuditFixture.CHECKOUT_A).success();
    ConnectionAuditStatus before = status(QUIET.success(), null);
    ConnectionAuditStatus after = status(silent, before);

    // When
    List<AuditEvent> fell =
        StatusChangeEvents.between(before, after, course(silent, QUIET.success()));
    List<AuditEvent> stays = StatusChangeEvents.between(after, after, course(silent, silent));

    // Then
    assertThat(fell)
        .filteredOn(auditEvent -> auditEvent.regarding() instanceof Regarding.PodRef)
        .singleElement()
        .satisfies(
            auditEvent -> {
              assertThat(auditEvent.regarding())
                  .isEqualTo(
                      new Regarding.PodRef(
                          "shop", "checkout-6c9f7b5d84-k2x9p", "uid-checkout-6c9f7b5d84-k2x9p"));
              assertThat(auditEvent.note()).contains("shop/orders", "pgtether-agent");
            });
    assertThat(stays).isEmpty();
  }

  @Test
  void an_operator_that_takes_over_does_not_blame_agents_that_are_on_their_way_to_it() {
    // Given
    AuditOutcome.Success silent = QUIET.withSilent(OrdersAuditFixture.CHECKOUT_A).success();
    ConnectionAuditStatus ofOperatorBefore = status(QUIET.success(), null);
    ConnectionAuditStatus first = status(silent, ofOperatorBefore);

    // Then
    assertThat(StatusChangeEvents.between(ofOperatorBefore, first, course(silent, null))).isEmpty();
    assertThat(StatusChangeEvents.between(first, first, course(silent, silent))).isEmpty();
    assertThat(
            reasons(StatusChangeEvents.between(null, status(silent, null), course(silent, null))))
        .contains(Reason.AGENTS_SILENT);
  }

  @Test
  void a_note_fits_into_an_event() {
    // Given
    AuditOutcome endless = failure(Reason.QUERY_TIMED_OUT, "\ud83d\ude00".repeat(5_000));

    // Then
    assertThat(between(null, endless))
        .singleElement()
        .extracting(AuditEvent::note, InstanceOfAssertFactories.STRING)
        .satisfies(note -> assertThat(note.getBytes(UTF_8)).hasSizeBetween(1020, 1024))
        .matches(UTF_8.newEncoder()::canEncode, "no half code point");
  }

  private static AuditOutcome.Success on(boolean standby, String started, String address) {
    return QUIET.success(OrdersAuditFixture.server(standby, started, address), LATER);
  }

  private static AuditOutcome.Failure failure(Reason reason, String message) {
    return new AuditOutcome.Failure(reason, message, LATER, LATER.plusSeconds(30));
  }

  private static ReportInput course(AuditOutcome last, AuditOutcome.@Nullable Success goodBefore) {
    AuditOutcome.Success good = last instanceof AuditOutcome.Success success ? success : goodBefore;
    return new ReportInput(
        "shop", "orders", 3, OrdersAuditFixture.spec(""), last, good, goodBefore);
  }

  private static ConnectionAuditStatus status(
      AuditOutcome last, @Nullable ConnectionAuditStatus before) {
    return StatusReport.of(course(last, null), before, LATER);
  }

  private static List<AuditEvent> between(
      @Nullable ConnectionAuditStatus before, AuditOutcome last) {
    return StatusChangeEvents.between(before, status(last, before), course(last, null));
  }

  private static List<Reason> reasons(List<AuditEvent> notices) {
    return notices.stream().map(AuditEvent::reason).toList();
  }
}
