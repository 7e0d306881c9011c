package dev.pgtether.operator.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gauges that each audit sets anew, and that go with it. So many audits and no more have gauges of
 * their own: a Prometheus must survive whoever creates audits in a loop.
 */
final class PerAuditGauges {

  static final int MAX_AUDITS = 500;

  private final MeterRegistry registry;
  private final Map<String, Map<GaugeKey, RegisteredGauge>> byAudit = new HashMap<>();

  PerAuditGauges(MeterRegistry registry) {
    this.registry = registry;
  }

  private record GaugeKey(String name, Tags tags) {}

  private record RegisteredGauge(AtomicReference<Double> number, Gauge gauge) {}

  /** Replaces what the audit {@code uid} had. */
  synchronized void set(
      String uid, String namespace, String audit, List<AuditGaugeValues.GaugeValue> readings) {
    if (!byAudit.containsKey(uid) && byAudit.size() >= MAX_AUDITS) {
      return;
    }
    Map<GaugeKey, RegisteredGauge> values = byAudit.computeIfAbsent(uid, _ -> new HashMap<>());
    Set<GaugeKey> stale = new HashSet<>(values.keySet());
    for (AuditGaugeValues.GaugeValue gaugeValue : readings) {
      Tags tags = Tags.of("namespace", namespace, "audit", audit);
      for (Map.Entry<String, String> label : gaugeValue.label().entrySet()) {
        tags = tags.and(label.getKey(), label.getValue());
      }
      GaugeKey gaugeKey = new GaugeKey(gaugeValue.name(), tags);
      values.computeIfAbsent(gaugeKey, this::register).number.set(gaugeValue.value());
      stale.remove(gaugeKey);
    }
    stale.forEach(gaugeKey -> remove(values, gaugeKey));
  }

  synchronized void forget(String uid) {
    Map<GaugeKey, RegisteredGauge> values = byAudit.remove(uid);
    if (values != null) {
      new ArrayList<>(values.keySet()).forEach(gaugeKey -> remove(values, gaugeKey));
    }
  }

  synchronized void forgetAll() {
    new ArrayList<>(byAudit.keySet()).forEach(this::forget);
  }

  private RegisteredGauge register(GaugeKey gaugeKey) {
    AtomicReference<Double> number = new AtomicReference<>(Double.NaN);
    Gauge gauge =
        Gauge.builder(gaugeKey.name, number, AtomicReference::get)
            .tags(gaugeKey.tags)
            .register(registry);
    return new RegisteredGauge(number, gauge);
  }

  private void remove(Map<GaugeKey, RegisteredGauge> values, GaugeKey gaugeKey) {
    RegisteredGauge registeredGauge = values.remove(gaugeKey);
    if (registeredGauge != null) {
      registry.remove(registeredGauge.gauge);
    }
  }
}
