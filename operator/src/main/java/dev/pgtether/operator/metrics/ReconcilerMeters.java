package dev.pgtether.operator.metrics;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The framework's metrics without a label for each resource, which would grow without end. */
@ApplicationScoped
public class ReconcilerMeters {

  @Produces
  @Singleton
  Metrics metrics(MeterRegistry registry) {
    Counter begun = registry.counter("pgtether.reconciliations.begun");
    Counter failed = registry.counter("pgtether.reconciliations.failed");
    return new Metrics() {
      @Override
      public void reconcileCustomResource(
          HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
        begun.increment();
      }

      @Override
      public void failedReconciliation(
          HasMetadata resource, Exception exception, Map<String, Object> metadata) {
        failed.increment();
      }
    };
  }
}
