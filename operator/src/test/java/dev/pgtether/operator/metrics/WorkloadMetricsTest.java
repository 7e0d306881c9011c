package dev.pgtether.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.report.OrdersAuditFixture;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadMetricsTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void workloads_are_exposed_in_metrics_only_where_that_is_configured(boolean isWanted) {
    // Given
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    AuditMeters meters =
        new AuditMeters(registry, () -> new Leadership.LeadershipState.Following(null), isWanted);
    ConnectionAudit audit = new ConnectionAudit();
    audit.setMetadata(
        new ObjectMetaBuilder().withUid("u").withNamespace("shop").withName("orders").build());

    // When
    meters.succeeded(audit, OrdersAuditFixture.sample().success(), Duration.ofSeconds(1));

    // Then
    assertThat(registry.find("pgtether.backends").tag("verdict", "exact").gauge()).isNotNull();
    assertThat(registry.find("pgtether.workload.backends").tagKeys("workload").gauge() != null)
        .isEqualTo(isWanted);
  }
}
