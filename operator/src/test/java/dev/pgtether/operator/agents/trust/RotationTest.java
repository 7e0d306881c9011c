package dev.pgtether.operator.agents.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RotationTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");
  private static final Rotation ROTATION = Rotation.DEFAULT;

  private final Roots first = Roots.first(START);

  @Test
  void aYoungRootStays() {
    assertThat(ROTATION.after(first, START.plus(Duration.ofDays(3000)), false, true))
        .isSameAs(first);
  }

  @Test
  void aRootIsReplacedAYearBeforeItsEnd() {
    Instant due = first.current().expiresAt().minus(Duration.ofDays(365));

    assertThat(ROTATION.after(first, due.minusSeconds(1), false, true)).isSameAs(first);
    Roots begun = ROTATION.after(first, due, false, true);

    assertThat(begun.current()).isEqualTo(first.current());
    assertThat(begun.next()).isNotNull();
  }

  @Test
  void theNextRootSignsOnlyWhenItHadTimeToSpreadAndIsPublishedEverywhere() {
    // Given
    Roots begun = ROTATION.after(first, START, true, true);
    Instant spread = START.plus(ROTATION.spread());

    // When, Then
    assertThat(ROTATION.after(begun, spread.minusSeconds(1), false, true)).isSameAs(begun);
    assertThat(ROTATION.after(begun, spread, false, false)).isSameAs(begun);
    assertThat(ROTATION.after(begun, spread, false, true).current()).isEqualTo(begun.next());
  }

  @Test
  void aNamespaceThatCannotBePublishedToDoesNotHoldARootBeyondItsEnd() {
    // Given
    Instant late = first.current().expiresAt().minus(Duration.ofDays(30));
    Roots begun = ROTATION.after(first, late, false, true);

    // When
    Instant last = first.current().expiresAt().minus(Duration.ofDays(2));

    // Then
    assertThat(ROTATION.after(begun, last.minusSeconds(1), false, false)).isSameAs(begun);
    assertThat(ROTATION.after(begun, last, false, false).current()).isEqualTo(begun.next());
  }

  @Test
  void thePreviousRootIsTrustedUntilItsLastLeafIsOver() {
    // Given
    Instant promotedAt = START.plus(ROTATION.spread());
    Roots promoted =
        ROTATION.after(ROTATION.after(first, START, true, true), promotedAt, false, true);
    Instant over = promotedAt.plus(ROTATION.leafLife()).plus(ROTATION.spread());

    // When, Then
    assertThat(promoted.trusted())
        .containsExactly(first.current().certificate(), promoted.current().certificate());
    assertThat(ROTATION.after(promoted, over.minusSeconds(1), true, true)).isSameAs(promoted);
    assertThat(ROTATION.after(promoted, over, true, true).trusted())
        .containsExactly(promoted.current().certificate());
  }
}
