package dev.pgtether.operator.kubernetes.event;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.leader.Replica;
import dev.pgtether.operator.report.AuditEvent;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventSeries;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes Events one after the other, apart from the audits. What does not fit into the queue, or is
 * not taken, is lost and counted: the status says the same.
 */
@Singleton
public class QueuedEventRecorder implements EventRecorder {

  private static final Logger LOG = Logger.getLogger(QueuedEventRecorder.class);
  private static final int QUEUE_CAPACITY = 1_000;
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final EventFactory draft;
  private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
  private final Counter written;
  private final Counter lost;
  private final Thread writer;

  public QueuedEventRecorder(
      KubernetesClient client, Replica replica, InstantSource clock, MeterRegistry metrics) {
    this.client = client;
    this.clock = clock;
    this.draft = new EventFactory(replica);
    this.written = metrics.counter("pgtether.events.written");
    this.lost = metrics.counter("pgtether.events.lost");
    this.writer = Thread.ofVirtual().name("events").unstarted(this::writeAll);
  }

  @Override
  public void record(ConnectionAudit audit, AuditEvent auditEvent) {
    if (!queue.offer(draft.of(audit, auditEvent, clock.instant()))) {
      lost.increment();
    }
  }

  void start(@Observes StartupEvent event) {
    writer.start();
  }

  void stop(@Observes ShutdownEvent event) {
    writer.interrupt();
  }

  private void writeAll() {
    try {
      while (true) {
        write(queue.take());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Event event) {
    try {
      if (!create(event)) {
        updateSeries(event);
      }
      written.increment();
    } catch (KubernetesClientException refused) {
      lost.increment();
      LOG.debugf("an Event was not taken: %s", refused.getMessage());
    } catch (RuntimeException bug) {
      lost.increment();
      LOG.errorf(bug, "an Event was not written, by an error in the operator itself");
    }
  }

  private boolean create(Event event) {
    try {
      client.resource(event).create();
      return true;
    } catch (KubernetesClientException failed) {
      if (failed.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw failed;
    }
  }

  /** Only {@code series} of an Event may be changed, and its count begins with 2. */
  private void updateSeries(Event event) {
    Resource<Event> resource =
        client
            .events()
            .v1()
            .events()
            .inNamespace(event.getMetadata().getNamespace())
            .withName(event.getMetadata().getName());
    Event before = resource.get();
    if (before == null) {
      client.resource(event).create(); // it has expired in the meantime
      return;
    }
    int count = countAfter(before.getSeries());
    Event patch =
        new EventBuilder()
            .withMetadata(event.getMetadata())
            .withNewSeries()
            .withCount(count)
            .withLastObservedTime(event.getEventTime())
            .endSeries()
            .build();
    resource.patch(MERGE, patch);
  }

  /** Events that others have changed may hold anything the schema lets pass: {@code series: {}}. */
  static int countAfter(@Nullable EventSeries series) {
    Integer count = series == null ? null : series.getCount();
    return count == null || count == Integer.MAX_VALUE ? 2 : count + 1;
  }
}
