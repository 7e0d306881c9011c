package dev.pgtether.operator.metrics;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.report.AuditOutcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What audits say in numbers. */
@Singleton
public class AuditMeters {

  private static final String READY = "pgtether.audit.ready";
  private static final String LAST_SUCCESS = "pgtether.audit.last.success.timestamp.seconds";

  private final MeterRegistry registry;
  private final boolean exposesWorkloads;
  private final PerAuditGauges gauges;
  private final Timer succeeded;
  private final Timer failed;

  public AuditMeters(
      MeterRegistry registry,
      Leadership leadership,
      @ConfigProperty(name = "pgtether.metrics.workloads", defaultValue = "false")
          boolean exposesWorkloads) {
    this.registry = registry;
    this.exposesWorkloads = exposesWorkloads;
    this.gauges = new PerAuditGauges(registry);
    this.succeeded = timer("success");
    this.failed = timer("failure");
    Gauge.builder("pgtether.leader", leadership, AuditMeters::leads).register(registry);
  }

  private static double leads(Leadership leadership) {
    return leadership.now() instanceof Leadership.LeadershipState.Leading ? 1 : 0;
  }

  private Timer timer(String outcome) {
    return Timer.builder("pgtether.audit.duration")
        .tag("outcome", outcome)
        .serviceLevelObjectives(
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20))
        .register(registry);
  }

  /** An audit ended well. */
  public void succeeded(ConnectionAudit audit, AuditOutcome.Success success, Duration took) {
    succeeded.record(took);
    List<AuditGaugeValues.GaugeValue> readings =
        new ArrayList<>(AuditGaugeValues.of(success, exposesWorkloads));
    readings.add(new AuditGaugeValues.GaugeValue(READY, Map.of(), 1));
    readings.add(
        new AuditGaugeValues.GaugeValue(
            LAST_SUCCESS, Map.of(), success.result().at().toEpochMilli() / 1_000.0));
    set(audit, readings);
  }

  /** An audit failed: of its last good one only the time is left. */
  public void failed(
      ConnectionAudit audit, Reason reason, List<AuditOutcome.Success> lastGood, Duration took) {
    failed.record(took);
    registry.counter("pgtether.audit.failures", "reason", reason.word()).increment();
    List<AuditGaugeValues.GaugeValue> readings = new ArrayList<>();
    readings.add(new AuditGaugeValues.GaugeValue(READY, Map.of(), 0));
    lastGood.forEach(
        good ->
            readings.add(
                new AuditGaugeValues.GaugeValue(
                    LAST_SUCCESS, Map.of(), good.result().at().toEpochMilli() / 1_000.0)));
    set(audit, readings);
  }

  private void set(ConnectionAudit audit, List<AuditGaugeValues.GaugeValue> readings) {
    gauges.set(
        audit.getMetadata().getUid(),
        audit.getMetadata().getNamespace(),
        audit.getMetadata().getName(),
        readings);
  }

  public void forget(String uid) {
    gauges.forget(uid);
  }
}
