package dev.pgtether.operator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.audit.AuditResult;
import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditSpec;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.LabelsAndAnnotations;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.api.SecretRef;
import dev.pgtether.operator.api.TimeSpan;
import dev.pgtether.operator.database.failure.AuditFailedException;
import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.metrics.AuditMeters;
import dev.pgtether.operator.report.AuditOutcome;
import dev.pgtether.operator.report.ReportInput;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuditScheduleTest {

  /** What a good audit leaves for the next. */
  private static final PairingMemory MEMORY_OF_LAST_RUN =
      new PairingMemory(
          Map.of(
              new BackendId(7, 0),
              new PairingMemory.RememberedBackend(null, "", false, 0, false, null)));

  private final TestClock clock = new TestClock();
  private final Deque<Runnable> startedRuns = new ArrayDeque<>();
  private final FakeAuditRun pass = new FakeAuditRun();
  private final List<Instant> finishedAt = new ArrayList<>();
  private final ConnectionAudit resource = resource(1);
  private final AuditSchedule audit =
      new AuditSchedule(
          resource,
          pass,
          new DueTimePolicy(Duration.ofSeconds(10), new Random(1)),
          clock,
          new AuditMeters(
              new SimpleMeterRegistry(),
              () -> new Leadership.LeadershipState.Following(null),
              false),
          startedRuns::add,
          () -> finishedAt.add(clock.instant()));

  /** A pass that fails until it is given a success, and remembers what was asked of it. */
  private static final class FakeAuditRun implements AuditRun {
    private final List<Long> generations = new ArrayList<>();
    private RuntimeException failure =
        new AuditFailedException(Reason.CONNECTION_REFUSED, "nobody listens");
    private final List<PairingMemory> memories = new ArrayList<>();
    private AuditOutcome.@Nullable Success success;
    private int closed;
    private int cut;

    @Override
    public void abort() {
      cut++;
    }

    @Override
    public AuditOutcome.Success run(ConnectionAudit audit, PairingMemory pairingMemory) {
      generations.add(audit.getMetadata().getGeneration());
      memories.add(pairingMemory);
      if (success != null) {
        return success;
      }
      throw failure;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void the_first_audit_begins_at_once() {
    // When
    audit.follow(resource);

    // Then
    assertThat(startedRuns).hasSize(1);
    assertThat(audit.state().running()).isTrue();
    assertThat(audit.state().reportInput().last()).isInstanceOf(AuditOutcome.Pending.class);
  }

  @Test
  void two_audits_never_run_at_once_however_often_one_is_requested() {
    // When
    for (int i = 0; i < 10; i++) {
      audit.follow(resource(i));
      clock.pass(Duration.ofMinutes(1));
    }

    // Then
    assertThat(startedRuns).hasSize(1);
  }

  @Test
  void a_failure_is_reported_with_its_reason_and_retried_when_due() {
    // When
    audit.follow(resource);
    finishRun();

    // Then
    AuditOutcome.Failure failure = (AuditOutcome.Failure) audit.state().reportInput().last();
    assertThat(failure.reason()).isEqualTo(Reason.CONNECTION_REFUSED);
    assertThat(failure.retryAt()).isEqualTo(audit.state().due());
    assertThat(finishedAt).hasSize(1);

    // When
    audit.follow(resource);
    assertThat(startedRuns).as("begun before it was due").isEmpty();
    clock.pass(Duration.ofSeconds(2));
    audit.follow(resource);

    // Then
    assertThat(startedRuns).hasSize(1);
  }

  @Test
  void an_error_of_the_operator_itself_is_reported_and_ends_nothing() {
    // Given
    pass.failure = new IllegalStateException("a bug, with secret details");

    // When
    audit.follow(resource);
    finishRun();

    // Then
    AuditOutcome.Failure failure = (AuditOutcome.Failure) audit.state().reportInput().last();
    assertThat(failure.reason()).isEqualTo(Reason.INTERNAL_ERROR);
    assertThat(failure.message()).doesNotContain("secret details");
    assertThat(audit.state().running()).isFalse();
  }

  @Test
  void a_spec_that_changes_while_an_audit_runs_is_audited_right_afterwards() {
    // Given
    audit.follow(resource);
    audit.follow(resource(2));

    // When
    finishRun();
    audit.follow(resource(2));
    finishRun();

    // Then
    assertThat(pass.generations).containsExactly(1L, 2L);
  }

  @Test
  void the_history_of_a_server_is_dropped_when_the_spec_names_another() {
    // Given
    audit.follow(resource);
    pass.success = success();
    finishRun();
    assertThat(audit.state().reportInput().lastGood()).isNotNull();

    // When
    audit.follow(elsewhere(2));

    // Then
    ReportInput reportInput = audit.state().reportInput();
    assertThat(reportInput.generation()).isEqualTo(2);
    assertThat(reportInput.last()).isInstanceOf(AuditOutcome.Pending.class);
    assertThat(reportInput.lastGood()).isNull();
    assertThat(reportInput.previousGood()).isNull();
    assertThat(startedRuns).as("audits of the new server").hasSize(1);

    // When the new server cannot be audited
    pass.success = null;
    finishRun();

    // Then
    assertThat(audit.state().reportInput().last()).isInstanceOf(AuditOutcome.Failure.class);
    assertThat(audit.state().reportInput().lastGood()).isNull();
    assertThat(pass.memories).containsExactly(PairingMemory.NONE, PairingMemory.NONE);
  }

  @Test
  void
      the_outcome_of_a_server_that_is_no_longer_wanted_is_dropped_and_the_wanted_one_audited_at_once() {
    // Given an audit that was suspended, turned to another server and resumed while it ran
    audit.follow(resource);
    audit.follow(suspended(2));
    audit.follow(elsewhere(3));

    // When
    pass.success = success();
    finishRun();

    // Then
    assertThat(audit.state().reportInput().last()).isInstanceOf(AuditOutcome.Pending.class);
    assertThat(audit.state().reportInput().lastGood()).isNull();

    // When
    audit.follow(elsewhere(3));

    // Then
    assertThat(startedRuns).hasSize(1);
  }

  @Test
  void a_spec_that_changes_while_a_suspended_audit_still_runs_is_audited_right_afterwards() {
    // Given
    audit.follow(resource);
    audit.follow(suspended(2));
    audit.follow(resource(3));

    // When
    finishRun();
    audit.follow(resource(3));
    finishRun();

    // Then
    assertThat(pass.generations).containsExactly(1L, 3L);
  }

  @Test
  void the_annotation_starts_an_audit_but_no_sooner_than_five_seconds_after_the_last() {
    // Given
    ConnectionAudit requested = resource(1);
    requested.getMetadata().getAnnotations().put(LabelsAndAnnotations.AUDIT_NOW, "1");
    for (int i = 0; i < 6; i++) {
      clock.pass(Duration.ofMinutes(1));
      audit.follow(resource);
      finishRun();
    }

    // When
    audit.follow(requested);
    assertThat(startedRuns).isEmpty();
    clock.pass(Duration.ofSeconds(5));
    audit.follow(requested);
    assertThat(startedRuns).hasSize(1);
    finishRun();

    // Then the same value asks for nothing more
    clock.pass(Duration.ofSeconds(5));
    audit.follow(requested);
    assertThat(startedRuns).isEmpty();
  }

  @Test
  void a_suspended_audit_closes_its_connection_and_starts_again_when_it_is_resumed() {
    // Given
    audit.follow(resource);
    finishRun();

    // When
    audit.follow(suspended(2));

    // Then
    assertThat(pass.closed).isEqualTo(1);
    assertThat(audit.state().reportInput().last()).isInstanceOf(AuditOutcome.Suspended.class);
    clock.pass(Duration.ofHours(1));
    audit.follow(suspended(2));
    assertThat(startedRuns).isEmpty();

    // When
    audit.follow(resource(3));

    // Then
    assertThat(startedRuns).hasSize(1);
  }

  @Test
  void an_audit_that_is_removed_while_it_runs_closes_its_connection_when_it_ends() {
    // Given
    audit.follow(resource);

    // When
    audit.close();
    assertThat(pass.closed).as("closed under the running audit").isZero();
    assertThat(pass.cut).isEqualTo(1);
    finishRun();

    // Then
    assertThat(pass.closed).isEqualTo(1);
    audit.follow(resource);
    assertThat(startedRuns).isEmpty();
  }

  private static AuditOutcome.Success success() {
    PairingOutcome.Paired paired = new PairingOutcome.Paired(List.of(), 0, 0, MEMORY_OF_LAST_RUN);
    ServerInfo serverInfo =
        new ServerInfo(
            "18.1",
            180001,
            0,
            false,
            200,
            3,
            new BackendId(10600, 0),
            Endpoint.of("10.244.4.3", 40000),
            Endpoint.of("10.244.4.2", 5432),
            true,
            new ServerInfo.AuthenticationSettings(true, Duration.ofMinutes(1)));
    return new AuditOutcome.Success(
        new AuditResult(
            Instant.EPOCH, serverInfo, new Sighted(List.of(), Set.of(), Set.of()), true, paired),
        paired,
        new ClusterSnapshot(
            List.of(), List.of(), List.of(), 0, 0, Set.of(), new ClockReading(0, 0)),
        "pgtether");
  }

  private void finishRun() {
    startedRuns.remove().run();
  }

  private static ConnectionAudit resource(long generation) {
    return resource(generation, false);
  }

  private static ConnectionAudit suspended(long generation) {
    return resource(generation, true);
  }

  private static ConnectionAudit elsewhere(long generation) {
    return resource(generation, false, "other.shop.svc");
  }

  private static ConnectionAudit resource(long generation, boolean suspend) {
    return resource(generation, suspend, "db.shop.svc");
  }

  private static ConnectionAudit resource(long generation, boolean suspend, String host) {
    ConnectionAudit resource = new ConnectionAudit();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName("orders")
            .withUid("uid")
            .withGeneration(generation)
            .build());
    resource.setSpec(
        new ConnectionAuditSpec(
            new DatabaseSpec(
                host,
                5432,
                "postgres",
                DatabaseSpec.TargetRole.ANY,
                new SecretRef("login"),
                null,
                List.of()),
            null,
            new TimeSpan("10m"),
            suspend,
            List.of(),
            null,
            List.of(),
            List.of(),
            null));
    return resource;
  }
}
