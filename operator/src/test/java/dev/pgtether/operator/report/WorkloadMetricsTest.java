package dev.pgtether.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.agents.Leadership;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.metrics.AuditMeters;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadMetricsTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void workloadsAreNamedToWhoScrapesOnlyWhereThatIsWanted(boolean isWanted) {
    // Given
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    AuditMeters meters =
        new AuditMeters(registry, () -> new Leadership.Standing.Following(null), isWanted);
    ConnectionAudit audit = new ConnectionAudit();
    audit.setMetadata(
        new ObjectMetaBuilder().withUid("u").withNamespace("shop").withName("orders").build());

    // When
    meters.succeeded(audit, Orders.atThree().success(), Duration.ofSeconds(1));

    // Then
    assertThat(registry.find("pgtether.backends").tag("verdict", "exact").gauge()).isNotNull();
    assertThat(registry.find("pgtether.workload.backends").tagKeys("workload").gauge() != null)
        .isEqualTo(isWanted);
  }
}
