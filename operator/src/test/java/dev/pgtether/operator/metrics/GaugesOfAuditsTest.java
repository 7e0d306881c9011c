package dev.pgtether.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.metrics.Readings.Reading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GaugesOfAuditsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final GaugesOfAudits gauges = new GaugesOfAudits(registry);

  @Test
  void aGaugeThatAnAuditNoLongerSetsIsGone() {
    // Given
    gauges.set("uid", "shop", "orders", List.of(workload("checkout", 3), workload("cart", 4)));

    // When
    gauges.set("uid", "shop", "orders", List.of(workload("cart", 5)));

    // Then
    assertThat(registry.find("w").tag("workload", "checkout").gauge()).isNull();
    assertThat(registry.get("w").tag("workload", "cart").gauge().value()).isEqualTo(5);
  }

  @Test
  void anAuditThatIsGoneLeavesNothingBehind() {
    // Given
    gauges.set("uid", "shop", "orders", List.of(workload("checkout", 3)));

    // When
    gauges.forget("uid");

    // Then
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void soManyAuditsAndNoMoreHaveGaugesOfTheirOwn() {
    // When
    for (int i = 0; i < GaugesOfAudits.MOST_AUDITS + 100; i++) {
      gauges.set("uid-" + i, "shop", "audit-" + i, List.of(workload("checkout", i)));
    }

    // Then
    assertThat(registry.getMeters()).hasSize(GaugesOfAudits.MOST_AUDITS);
  }

  private static Reading workload(String name, double value) {
    return new Reading("w", Map.of("workload", name), value);
  }
}
