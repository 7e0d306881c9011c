package dev.pgtether.operator.event;

import dev.pgtether.operator.Replica;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.report.Notice;
import dev.pgtether.operator.report.Text;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A notice as an events.k8s.io/v1 Event, within the API server's limits (ValidateEvent). */
final class EventDraft {

  private static final String CONTROLLER = "pgtether.dev/operator";
  private static final int LONGEST_INSTANCE = 128;
  private static final int LONGEST_ACTION = 128;

  /** Kubernetes' MicroTime. */
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final Replica replica;

  EventDraft(Replica replica) {
    this.replica = replica;
  }

  static String microTime(Instant instant) {
    return MICRO_TIME.format(instant);
  }

  Event of(ConnectionAudit audit, Notice notice, Instant now) {
    ObjectReference regarding = regarding(audit, notice.regarding());
    boolean aboutTheAudit = notice.regarding() instanceof Notice.Regarding.TheAudit;
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(regarding.getNamespace())
        .withName(EventName.of(audit, notice, regarding.getUid()))
        .endMetadata()
        .withNewEventTime(microTime(now))
        .withReportingController(CONTROLLER)
        .withReportingInstance(Text.cut(replica.podName(), LONGEST_INSTANCE))
        .withAction(Text.cut(notice.action(), LONGEST_ACTION))
        .withReason(notice.reason().word())
        .withType(notice.type().word())
        .withNote(Text.cut(notice.note(), Notice.NOTE_BYTES))
        .withRegarding(regarding)
        .withRelated(aboutTheAudit ? null : reference(audit))
        .build();
  }

  private static ObjectReference regarding(ConnectionAudit audit, Notice.Regarding regarding) {
    return switch (regarding) {
      case Notice.Regarding.TheAudit() -> reference(audit);
      case Notice.Regarding.OfPod pod ->
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
