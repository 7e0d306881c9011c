package dev.pgtether.operator.audit;

import static java.time.Duration.ZERO;
import static java.time.Instant.EPOCH;
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
import dev.pgtether.operator.api.Condition;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditSpec;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.kubernetes.status.OutdatedSchemaException;
import dev.pgtether.operator.report.AuditOutcome;
import dev.pgtether.operator.report.ReportInput;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StatusPublisherTest {

  private final AtomicBoolean leads = new AtomicBoolean(true);
  private final List<ConnectionAuditStatus> written = new ArrayList<>();
  private final List<String> events = new ArrayList<>();

  @Test
  void a_replica_whose_term_ends_while_it_writes_keeps_nothing_and_records_no_event() {
    // Given
    StatusPublisher statusPublisher = reports(() -> leads.set(false));

    // When
    statusPublisher.publish(audit(), standing(course()), leads::get);

    // Then
    assertThat(written).hasSize(1);
    assertThat(statusPublisher.status("uid-1")).isNull();
    assertThat(events).isEmpty();

    // When it is asked again
    statusPublisher.publish(audit(), standing(course()), leads::get);

    // Then
    assertThat(written).as("statuses written").hasSize(1);
  }

  @Test
  void a_replica_that_goes_on_leading_keeps_what_it_wrote() {
    // Given
    StatusPublisher statusPublisher = reports(() -> {});

    // When
    statusPublisher.publish(audit(), standing(course()), leads::get);

    // Then
    assertThat(statusPublisher.status("uid-1")).isEqualTo(written.getFirst());
    assertThat(events).isNotEmpty();
  }

  @Test
  void a_requested_audit_is_reported_at_once_although_nothing_changed() {
    // Given
    StatusPublisher statusPublisher = reports(() -> {});
    statusPublisher.publish(audit(), standing(good(0)), leads::get);

    // When
    statusPublisher.publish(audit(), standing(good(5)), leads::get);
    assertThat(written).hasSize(1);
    statusPublisher.publish(
        audit(), new AuditState(audit(), good(5), ZERO, EPOCH, false, "1"), leads::get);

    // Then
    assertThat(written).hasSize(2);
  }

  @Test
  void an_old_definition_gets_the_fields_it_knows_and_the_condition_says_what_to_do() {
    // Given
    TestClock clock = new TestClock();
    AtomicInteger tries = new AtomicInteger();
    StatusPublisher statusPublisher =
        new StatusPublisher(
            (_, status) -> {
              tries.incrementAndGet();
              if (status.conditions().getFirst().reason() != Reason.SCHEMA_OUTDATED) {
                throw new OutdatedSchemaException(
                    ".status.server.role", new IllegalStateException());
              }
              written.add(status);
            },
            (_, auditEvent) -> events.add(auditEvent.toString()),
            clock);

    // When
    statusPublisher.publish(audit(), standing(good(0)), leads::get);
    statusPublisher.publish(audit(), standing(good(0)), leads::get);

    // Then
    assertThat(written).as("statuses written").hasSize(1);
    Condition ready = written.getFirst().conditions().getFirst();
    assertThat(ready.reason()).isEqualTo(Reason.SCHEMA_OUTDATED);
    assertThat(ready.status()).isEqualTo(Condition.Status.FALSE);
    assertThat(ready.message())
        .contains(".status.server.role")
        .contains("crds/connectionaudits.pgtether.dev.yaml");
    assertThat(events).hasSize(1);
    assertThat(tries).as("the whole and what is left of it").hasValue(2);

    // When half a minute has passed, and a whole one
    clock.pass(Duration.ofSeconds(30));
    statusPublisher.publish(audit(), standing(good(30)), leads::get);
    assertThat(tries).as("no more of them").hasValue(2);
    clock.pass(Duration.ofSeconds(30));
    statusPublisher.publish(audit(), standing(good(60)), leads::get);

    // Then
    assertThat(tries).as("the same once more").hasValue(4);
    assertThat(written).as("statuses written").hasSize(2);
  }

  private StatusPublisher reports(Runnable meanwhile) {
    return new StatusPublisher(
        (_, status) -> {
          written.add(status);
          meanwhile.run();
        },
        (_, auditEvent) -> events.add(auditEvent.toString()),
        new TestClock());
  }

  private static AuditState standing(ReportInput reportInput) {
    return new AuditState(audit(), reportInput, ZERO, EPOCH, false, null);
  }

  private static ReportInput course() {
    AuditOutcome failure =
        new AuditOutcome.Failure(Reason.CONNECTION_REFUSED, "nobody listens", EPOCH, EPOCH);
    return new ReportInput("shop", "orders", 1, spec(), failure, null, null);
  }

  private static ReportInput good(long second) {
    ServerInfo serverInfo =
        new ServerInfo(
            "18.1",
            180_001,
            0,
            false,
            100,
            3,
            new BackendId(1, 0),
            Endpoint.of("10.42.0.7", 40_000),
            Endpoint.of("10.42.0.5", 5432),
            true,
            new ServerInfo.AuthenticationSettings(true, Duration.ofMinutes(1)));
    PairingOutcome.Paired nobody = new PairingOutcome.Paired(List.of(), 0, 0, PairingMemory.NONE);
    AuditOutcome.Success success =
        new AuditOutcome.Success(
            new AuditResult(EPOCH.plusSeconds(second), serverInfo, Sighted.NOTHING, true, nobody),
            nobody,
            new ClusterSnapshot(
                List.of(), List.of(), List.of(), 0, 0, Set.of(), new ClockReading(0, 0)),
            "pgtether");
    return new ReportInput("shop", "orders", 1, spec(), success, success, null);
  }

  private static ConnectionAuditSpec spec() {
    return new KubernetesSerialization()
        .unmarshal(
            """
            database:
              host: orders-db.shop.svc
              credentialsSecret: {name: orders-audit}
            """,
            ConnectionAuditSpec.class);
  }

  private static ConnectionAudit audit() {
    ConnectionAudit audit = new ConnectionAudit();
    audit.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName("orders")
            .withUid("uid-1")
            .withGeneration(1L)
            .build());
    audit.setSpec(spec());
    return audit;
  }
}
