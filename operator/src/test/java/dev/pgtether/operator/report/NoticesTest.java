package dev.pgtether.operator.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.Server;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.report.Notice.Regarding;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NoticesTest {

  private static final Instant LATER = Orders.NOW.plusSeconds(30);
  private static final Orders QUIET =
      Orders.of(Orders.exact(10614, "10.244.1.17:41592", Orders.CHECKOUT_A, 7));

  @Test
  void theFirstAuditThatSucceedsIsTold() {
    assertThat(between(null, QUIET.success()))
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.reason()).isEqualTo(Reason.AUDITED);
              assertThat(notice.type()).isEqualTo(Notice.Type.NORMAL);
              assertThat(notice.regarding()).isEqualTo(new Regarding.TheAudit());
            });
  }

  @Test
  void anAuditLikeTheOneBeforeIsNotTold() {
    assertThat(between(status(QUIET.success(), null), QUIET.success())).isEmpty();
  }

  @Test
  void aFailureIsToldOnceAndAnotherOneAgain() {
    // Given
    ConnectionAuditStatus good = status(QUIET.success(), null);
    Attempt refused = failure(Reason.CONNECTION_REFUSED, "db refuses connections");
    Attempt wrong = failure(Reason.AUTHENTICATION_FAILED, "the password is wrong");

    // When
    List<Notice> first = between(good, refused);
    ConnectionAuditStatus failed = status(refused, good);

    // Then
    assertThat(first)
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.type()).isEqualTo(Notice.Type.WARNING);
              assertThat(notice.reason()).isEqualTo(Reason.CONNECTION_REFUSED);
              assertThat(notice.note()).isEqualTo("db refuses connections");
            });
    assertThat(between(failed, refused)).isEmpty();
    assertThat(reasons(between(failed, wrong))).containsExactly(Reason.AUTHENTICATION_FAILED);
  }

  @Test
  void whenAuditsSucceedAgainThatIsToldWithWhatTheTroubleWas() {
    // Given
    ConnectionAuditStatus failed =
        status(failure(Reason.CONNECTION_REFUSED, "refused"), status(QUIET.success(), null));

    // When
    List<Notice> notices = between(failed, QUIET.success());

    // Then
    assertThat(notices)
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.reason()).isEqualTo(Reason.RECOVERED);
              assertThat(notice.note()).contains("ConnectionRefused");
            });
  }

  @Test
  void suspendingIsNoEvent() {
    assertThat(between(status(QUIET.success(), null), new Attempt.Suspended())).isEmpty();
  }

  @Test
  void aRestartAPromotionAndAnotherServerAreThreeThings() {
    // Given
    Server standby = Orders.server(true, "2026-11-20T08:00:00Z", "10.244.4.2");
    ConnectionAuditStatus before = status(QUIET.success(standby, Orders.NOW), null);

    // Then
    assertThat(reasons(between(before, on(true, "2026-11-22T03:00:05Z", "10.244.4.2"))))
        .containsExactly(Reason.SERVER_RESTARTED);
    assertThat(reasons(between(before, on(false, "2026-11-20T08:00:00Z", "10.244.4.2"))))
        .containsExactly(Reason.SERVER_PROMOTED);
    assertThat(reasons(between(before, on(false, "2026-11-20T09:00:00Z", "10.244.5.7"))))
        .containsExactly(Reason.SERVER_CHANGED);
  }

  @Test
  void aServerThatStartedInTheSameSecondAsTheOneBeforeIsAnother() {
    // Given
    Attempt.Success first =
        QUIET.success(Orders.server(false, "2026-11-20T08:00:00.100Z", "10.244.4.2"), Orders.NOW);
    Attempt.Success second = on(false, "2026-11-20T08:00:00.900Z", "10.244.5.7");
    Attempt.Success otherName = on(false, "2026-11-20T08:00:00.100Z", "10.244.5.7");
    ConnectionAuditStatus before = status(first, null);

    // Then
    assertThat(reasons(Notices.between(before, status(second, before), course(second, first))))
        .containsExactly(Reason.SERVER_CHANGED);
    assertThat(Notices.between(before, status(otherName, before), course(otherName, first)))
        .isEmpty();
  }

  @Test
  void hiddenRowsAreToldOnceWithTheirRemedy() {
    // Given
    ConnectionAuditStatus before = status(QUIET.success(), null);
    Attempt.Success hidden = QUIET.withHidden(4).success();

    // When
    List<Notice> notices = between(before, hidden);

    // Then
    assertThat(notices)
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.reason()).isEqualTo(Reason.ROWS_HIDDEN);
              assertThat(notice.note()).contains("pg_monitor");
            });
    assertThat(between(status(hidden, before), QUIET.withHidden(5).success())).isEmpty();
  }

  @Test
  void ghostsAreToldWhenTheyComeAndWhenTheyAreGone() {
    // Given
    ConnectionAuditStatus quiet = status(QUIET.success(), null);
    Attempt.Success ghosts = Orders.atThree().success();

    // Then
    assertThat(reasons(between(quiet, ghosts))).contains(Reason.GHOST_BACKENDS);
    assertThat(reasons(between(status(ghosts, quiet), QUIET.success())))
        .containsExactly(Reason.GHOST_BACKENDS_GONE);
  }

  @Test
  void aPodIsToldThatItsAgentIsSilentAndOnlyWhenItFellSilent() {
    // Given
    Attempt.Success silent = QUIET.withSilent(Orders.CHECKOUT_A).success();
    ConnectionAuditStatus before = status(QUIET.success(), null);
    ConnectionAuditStatus after = status(silent, before);

    // When
    List<Notice> fell = Notices.between(before, after, course(silent, QUIET.success()));
    List<Notice> stays = Notices.between(after, after, course(silent, silent));

    // Then
    assertThat(fell)
        .filteredOn(notice -> notice.regarding() instanceof Regarding.OfPod)
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.regarding())
                  .isEqualTo(
                      new Regarding.OfPod(
                          "shop", "checkout-6c9f7b5d84-k2x9p", "uid-checkout-6c9f7b5d84-k2x9p"));
              assertThat(notice.note()).contains("shop/orders", "pgtether-agent");
            });
    assertThat(stays).isEmpty();
  }

  @Test
  void anOperatorThatTakesOverDoesNotBlameAgentsThatAreOnTheirWayToIt() {
    // Given
    Attempt.Success silent = QUIET.withSilent(Orders.CHECKOUT_A).success();
    ConnectionAuditStatus ofOperatorBefore = status(QUIET.success(), null);
    ConnectionAuditStatus first = status(silent, ofOperatorBefore);

    // Then
    assertThat(Notices.between(ofOperatorBefore, first, course(silent, null))).isEmpty();
    assertThat(Notices.between(first, first, course(silent, silent))).isEmpty();
    assertThat(reasons(Notices.between(null, status(silent, null), course(silent, null))))
        .contains(Reason.AGENTS_SILENT);
  }

  @Test
  void aNoteFitsIntoAnEvent() {
    // Given
    Attempt endless = failure(Reason.QUERY_TIMED_OUT, "\ud83d\ude00".repeat(5_000));

    // Then
    assertThat(between(null, endless))
        .singleElement()
        .extracting(Notice::note, InstanceOfAssertFactories.STRING)
        .satisfies(note -> assertThat(note.getBytes(UTF_8)).hasSizeBetween(1020, 1024))
        .matches(UTF_8.newEncoder()::canEncode, "no half code point");
  }

  private static Attempt.Success on(boolean standby, String started, String address) {
    return QUIET.success(Orders.server(standby, started, address), LATER);
  }

  private static Attempt.Failure failure(Reason reason, String message) {
    return new Attempt.Failure(reason, message, LATER, LATER.plusSeconds(30));
  }

  private static Course course(Attempt last, Attempt.@Nullable Success goodBefore) {
    Attempt.Success good = last instanceof Attempt.Success success ? success : goodBefore;
    return new Course("shop", "orders", 3, Orders.spec(""), last, good, goodBefore);
  }

  private static ConnectionAuditStatus status(
      Attempt last, @Nullable ConnectionAuditStatus before) {
    return StatusReport.of(course(last, null), before, LATER);
  }

  private static List<Notice> between(@Nullable ConnectionAuditStatus before, Attempt last) {
    return Notices.between(before, status(last, before), course(last, null));
  }

  private static List<Reason> reasons(List<Notice> notices) {
    return notices.stream().map(Notice::reason).toList();
  }
}
