package dev.pgtether.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.metrics.AuditGaugeValues.GaugeValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PerAuditGaugesTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PerAuditGauges gauges = new PerAuditGauges(registry);

  @Test
  void a_gauge_that_an_audit_no_longer_sets_is_gone() {
    // Given
    gauges.set("uid", "shop", "orders", List.of(workload("checkout", 3), workload("cart", 4)));

    // When
    gauges.set("uid", "shop", "orders", List.of(workload("cart", 5)));

    // Then
    assertThat(registry.find("w").tag("workload", "checkout").gauge()).isNull();
    assertThat(registry.get("w").tag("workload", "cart").gauge().value()).isEqualTo(5);
  }

  @Test
  void an_audit_that_is_gone_leaves_nothing_behind() {
    // Given
    gauges.set("uid", "shop", "orders", List.of(workload("checkout", 3)));

    // When
    gauges.forget("uid");

    // Then
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void the_number_of_audits_with_gauges_of_their_own_is_bounded() {
    // When
    for (int i = 0; i < PerAuditGauges.MAX_AUDITS + 100; i++) {
      gauges.set("uid-" + i, "shop", "audit-" + i, List.of(workload("checkout", i)));
    }

    // Then
    assertThat(registry.getMeters()).hasSize(PerAuditGauges.MAX_AUDITS);
  }

  private static GaugeValue workload(String name, double value) {
    return new GaugeValue("w", Map.of("workload", name), value);
  }
}
