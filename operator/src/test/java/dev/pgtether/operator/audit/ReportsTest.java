package dev.pgtether.operator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.api.Condition;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditSpec;
import dev.pgtether.operator.api.ConnectionAuditStatus;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.report.Attempt;
import dev.pgtether.operator.report.Course;
import dev.pgtether.operator.status.SchemaOutdated;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReportsTest {

  private final AtomicBoolean leads = new AtomicBoolean(true);
  private final List<ConnectionAuditStatus> written = new ArrayList<>();
  private final List<String> events = new ArrayList<>();

  @Test
  void aReplicaWhoseTermEndsWhileItWritesKeepsNothingAndTellsNobody() {
    // Given
    Reports reports = reports(() -> leads.set(false));

    // When
    reports.report(audit(), course(), leads::get);

    // Then
    assertThat(written).hasSize(1);
    assertThat(reports.status("uid-1")).isNull();
    assertThat(events).isEmpty();

    // When it is asked again
    reports.report(audit(), course(), leads::get);

    // Then
    assertThat(written).as("statuses written").hasSize(1);
  }

  @Test
  void aReplicaThatGoesOnLeadingKeepsWhatItWrote() {
    // Given
    Reports reports = reports(() -> {});

    // When
    reports.report(audit(), course(), leads::get);

    // Then
    assertThat(reports.status("uid-1")).isEqualTo(written.getFirst());
    assertThat(events).isNotEmpty();
  }

  @Test
  void anOldDefinitionGetsWhatItKnowsAndSaysWhatToDo() {
    // Given
    Reports reports =
        new Reports(
            (_, status) -> {
              if (status.conditions().getFirst().reason() != Reason.SCHEMA_OUTDATED) {
                throw new SchemaOutdated(".status.server.role", new IllegalStateException());
              }
              written.add(status);
            },
            (_, notice) -> events.add(notice.toString()),
            new TestClock());
    Course pending = new Course("shop", "orders", 1, spec(), new Attempt.Pending(), null, null);

    // When
    reports.report(audit(), pending, leads::get);
    reports.report(audit(), pending, leads::get);

    // Then
    assertThat(written).as("statuses written").hasSize(1);
    Condition ready = written.getFirst().conditions().getFirst();
    assertThat(ready.reason()).isEqualTo(Reason.SCHEMA_OUTDATED);
    assertThat(ready.status()).isEqualTo(Condition.Status.FALSE);
    assertThat(ready.message())
        .contains(".status.server.role")
        .contains("crds/connectionaudits.pgtether.dev.yaml");
    assertThat(events).hasSize(1);
  }

  private Reports reports(Runnable meanwhile) {
    return new Reports(
        (_, status) -> {
          written.add(status);
          meanwhile.run();
        },
        (_, notice) -> events.add(notice.toString()),
        new TestClock());
  }

  private static Course course() {
    Attempt failure =
        new Attempt.Failure(
            Reason.CONNECTION_REFUSED, "nobody listens", Instant.EPOCH, Instant.EPOCH);
    return new Course("shop", "orders", 1, spec(), failure, null, null);
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
