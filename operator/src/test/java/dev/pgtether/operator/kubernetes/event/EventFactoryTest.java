package dev.pgtether.operator.kubernetes.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.leader.Replica;
import dev.pgtether.operator.report.AuditEvent;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventFactoryTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");

  private final EventFactory draft =
      new EventFactory(new Replica("pgtether-0", "pgtether-system", IpAddress.parse("10.0.0.1")));

  @Test
  void the_same_notice_has_the_same_name_from_every_replica() {
    // Given
    EventFactory other =
        new EventFactory(new Replica("pgtether-1", "pgtether-system", IpAddress.parse("10.0.0.2")));

    // Then
    assertThat(name(draft.of(audit("orders"), notice("note", "seed"), NOW)))
        .isEqualTo(name(other.of(audit("orders"), notice("other words", "seed"), NOW.plusNanos(9))))
        .isNotEqualTo(name(draft.of(audit("orders"), notice("note", "another seed"), NOW)));
  }

  @Test
  void names_fit_into_kubernetes_however_long_the_audits_is() {
    String name = name(draft.of(audit("a".repeat(253)), notice("note", "seed"), NOW));
    assertThat(name).hasSizeLessThanOrEqualTo(253).matches("a{200}\\.[0-9a-f]{16}");
  }

  @Test
  void a_long_note_is_cut_between_code_points() {
    // Given a note whose cut would fall into the middle of a pair
    String emoji = "x" + "\uD83D\uDC18".repeat(600);

    // When
    String note = draft.of(audit("orders"), notice(emoji, "seed"), NOW).getNote();

    // Then
    assertThat(note).hasSizeLessThanOrEqualTo(1024).endsWith("…");
    assertThat(note.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  @Test
  void an_event_about_a_pod_stands_in_the_pods_namespace_and_points_back_to_the_audit() {
    // When
    Event event =
        draft.of(
            audit("orders"),
            new AuditEvent(
                new AuditEvent.Regarding.PodRef("tenant", "checkout-1", "uid-7"),
                AuditEvent.Type.WARNING,
                Reason.GHOST_BACKENDS,
                "Audit",
                "note",
                "seed"),
            NOW);

    // Then
    assertThat(event.getMetadata().getNamespace()).isEqualTo("tenant");
    assertThat(event.getRegarding().getUid()).isEqualTo("uid-7");
    assertThat(event.getRelated().getName()).isEqualTo("orders");
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-01T00:00:00.500000Z");
  }

  private static String name(Event event) {
    return event.getMetadata().getName();
  }

  private static AuditEvent notice(String note, String seed) {
    return new AuditEvent(
        new AuditEvent.Regarding.AuditRef(),
        AuditEvent.Type.NORMAL,
        Reason.RECOVERED,
        "Audit",
        note,
        seed);
  }

  private static ConnectionAudit audit(String name) {
    ConnectionAudit audit = new ConnectionAudit();
    audit.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName(name).withUid("uid-1").build());
    return audit;
  }
}
