package dev.pgtether.operator.kubernetes.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.leader.Replica;
import dev.pgtether.operator.report.AuditEvent;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventSeries;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.lang.reflect.Proxy;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class QueuedEventRecorderTest {

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void an_error_with_one_event_does_not_keep_the_next_from_being_tried() throws Exception {
    // Given a client that fails as no API server would
    KubernetesClient broken =
        (KubernetesClient)
            Proxy.newProxyInstance(
                KubernetesClient.class.getClassLoader(),
                new Class<?>[] {KubernetesClient.class},
                (_, _, _) -> {
                  throw new IllegalStateException("broken");
                });
    QueuedEventRecorder events =
        new QueuedEventRecorder(
            broken,
            new Replica("pgtether-0", "pgtether-system", IpAddress.parse("10.0.0.1")),
            Clock.systemUTC(),
            metrics);
    events.start(new StartupEvent());

    // When
    events.record(audit(), notice());
    events.record(audit(), notice());

    // Then
    for (int i = 0; lost() < 2 && i < 500; i++) {
      Thread.sleep(10);
    }
    assertThat(lost()).isEqualTo(2);
    events.stop(new ShutdownEvent());
  }

  @Test
  void a_series_without_a_count_is_counted_from_the_beginning() {
    EventSeries third = new EventSeries();
    third.setCount(3);

    assertThat(QueuedEventRecorder.countAfter(null)).isEqualTo(2);
    assertThat(QueuedEventRecorder.countAfter(new EventSeries())).isEqualTo(2);
    assertThat(QueuedEventRecorder.countAfter(third)).isEqualTo(4);
  }

  private double lost() {
    return metrics.counter("pgtether.events.lost").count();
  }

  private static ConnectionAudit audit() {
    ConnectionAudit audit = new ConnectionAudit();
    audit.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName("orders").withUid("uid-1").build());
    return audit;
  }

  private static AuditEvent notice() {
    return new AuditEvent(
        new AuditEvent.Regarding.AuditRef(),
        AuditEvent.Type.NORMAL,
        Reason.RECOVERED,
        "Audit",
        "note",
        "seed");
  }
}
