package dev.pgtether.operator.kubernetes.event;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.leader.Replica;
import dev.pgtether.operator.report.AuditEvent;
import dev.pgtether.operator.report.TextFormat;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A notice as an events.k8s.io/v1 Event, within the API server's limits (ValidateEvent). */
final class EventFactory {

  private static final String CONTROLLER = "pgtether.dev/operator";
  private static final int MAX_INSTANCE_LENGTH = 128;
  private static final int MAX_ACTION_LENGTH = 128;

  /** Kubernetes' MicroTime. */
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final Replica replica;

  EventFactory(Replica replica) {
    this.replica = replica;
  }

  static String microTime(Instant instant) {
    return MICRO_TIME.format(instant);
  }

  Event of(ConnectionAudit audit, AuditEvent auditEvent, Instant now) {
    ObjectReference regarding = regarding(audit, auditEvent.regarding());
    boolean aboutTheAudit = auditEvent.regarding() instanceof AuditEvent.Regarding.AuditRef;
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(regarding.getNamespace())
        .withName(EventName.of(audit, auditEvent, regarding.getUid()))
        .endMetadata()
        .withNewEventTime(microTime(now))
        .withReportingController(CONTROLLER)
        .withReportingInstance(TextFormat.truncate(replica.podName(), MAX_INSTANCE_LENGTH))
        .withAction(TextFormat.truncate(auditEvent.action(), MAX_ACTION_LENGTH))
        .withReason(auditEvent.reason().word())
        .withType(auditEvent.type().word())
        .withNote(TextFormat.truncate(auditEvent.note(), AuditEvent.MAX_NOTE_BYTES))
        .withRegarding(regarding)
        .withRelated(aboutTheAudit ? null : reference(audit))
        .build();
  }

  private static ObjectReference regarding(ConnectionAudit audit, AuditEvent.Regarding regarding) {
    return switch (regarding) {
      case AuditEvent.Regarding.AuditRef() -> reference(audit);
      case AuditEvent.Regarding.PodRef pod ->
          new ObjectReferenceBuilder()
              .withApiVersion("v1")
              .withKind("Pod")
              .withNamespace(pod.namespace())
              .withName(pod.name())
              .withUid(pod.uid())
              .build();
    };
  }

  private static ObjectReference reference(ConnectionAudit audit) {
    return new ObjectReferenceBuilder()
        .withApiVersion(audit.getApiVersion())
        .withKind(audit.getKind())
        .withNamespace(audit.getMetadata().getNamespace())
        .withName(audit.getMetadata().getName())
        .withUid(audit.getMetadata().getUid())
        .build();
  }
}
