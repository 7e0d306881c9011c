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
final class GaugesOfAudits {

  static final int MOST_AUDITS = 500;

  private final MeterRegistry registry;
  private final Map<String, Map<Key, Value>> byAudit = new HashMap<>();

  GaugesOfAudits(MeterRegistry registry) {
    this.registry = registry;
  }

  private record Key(String name, Tags tags) {}

  private record Value(AtomicReference<Double> number, Gauge gauge) {}

  /** Replaces what the audit {@code uid} had. */
  synchronized void set(
      String uid, String namespace, String audit, List<Readings.Reading> readings) {
    if (!byAudit.containsKey(uid) && byAudit.size() >= MOST_AUDITS) {
      return;
    }
    Map<Key, Value> values = byAudit.computeIfAbsent(uid, _ -> new HashMap<>());
    Set<Key> left = new HashSet<>(values.keySet());
    for (Readings.Reading reading : readings) {
      Tags tags = Tags.of("namespace", namespace, "audit", audit);
      for (Map.Entry<String, String> label : reading.label().entrySet()) {
        tags = tags.and(label.getKey(), label.getValue());
      }
      Key key = new Key(reading.name(), tags);
      values.computeIfAbsent(key, this::register).number.set(reading.value());
      left.remove(key);
    }
    left.forEach(key -> remove(values, key));
  }

  synchronized void forget(String uid) {
    Map<Key, Value> values = byAudit.remove(uid);
    if (values != null) {
      new ArrayList<>(values.keySet()).forEach(key -> remove(values, key));
    }
  }

  synchronized void forgetAll() {
    new ArrayList<>(byAudit.keySet()).forEach(this::forget);
  }

  private Value register(Key key) {
    AtomicReference<Double> number = new AtomicReference<>(Double.NaN);
    Gauge gauge =
        Gauge.builder(key.name, number, AtomicReference::get).tags(key.tags).register(registry);
    return new Value(number, gauge);
  }

  private void remove(Map<Key, Value> values, Key key) {
    Value value = values.remove(key);
    if (value != null) {
      registry.remove(value.gauge);
    }
  }
}
