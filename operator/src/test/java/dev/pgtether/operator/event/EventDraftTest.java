package dev.pgtether.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.Replica;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.report.Notice;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventDraftTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");

  private final EventDraft draft =
      new EventDraft(new Replica("pgtether-0", "pgtether-system", IpAddress.parse("10.0.0.1")));

  @Test
  void theSameNoticeHasTheSameNameFromEveryReplica() {
    // Given
    EventDraft other =
        new EventDraft(new Replica("pgtether-1", "pgtether-system", IpAddress.parse("10.0.0.2")));

    // Then
    assertThat(name(draft.of(audit("orders"), notice("note", "seed"), NOW)))
        .isEqualTo(name(other.of(audit("orders"), notice("other words", "seed"), NOW.plusNanos(9))))
        .isNotEqualTo(name(draft.of(audit("orders"), notice("note", "another seed"), NOW)));
  }

  @Test
  void namesFitIntoKubernetesHoweverLongTheAuditsIs() {
    String name = name(draft.of(audit("a".repeat(253)), notice("note", "seed"), NOW));
    assertThat(name).hasSizeLessThanOrEqualTo(253).matches("a{200}\\.[0-9a-f]{16}");
  }

  @Test
  void aLongNoteIsCutBetweenCodePoints() {
    // Given a note whose cut would fall into the middle of a pair
    String emoji = "x" + "\uD83D\uDC18".repeat(600);

    // When
    String note = draft.of(audit("orders"), notice(emoji, "seed"), NOW).getNote();

    // Then
    assertThat(note).hasSizeLessThanOrEqualTo(1024).endsWith("…");
    assertThat(note.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  @Test
  void anEventAboutAPodStandsInThePodsNamespaceAndPointsBackToTheAudit() {
    // When
    Event event =
        draft.of(
            audit("orders"),
            new Notice(
                new Notice.Regarding.OfPod("tenant", "checkout-1", "uid-7"),
                Notice.Type.WARNING,
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

  private static Notice notice(String note, String seed) {
    return new Notice(
        new Notice.Regarding.TheAudit(), Notice.Type.NORMAL, Reason.RECOVERED, "Audit", note, seed);
  }

  private static ConnectionAudit audit(String name) {
    ConnectionAudit audit = new ConnectionAudit();
    audit.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName(name).withUid("uid-1").build());
    return audit;
  }
}
