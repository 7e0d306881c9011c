package dev.pgtether.operator.tls.ca;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RotationPolicyTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");
  private static final RotationPolicy ROTATION = RotationPolicy.DEFAULT;

  private final RootCertificates first = RootCertificates.first(START);

  @Test
  void a_young_root_stays() {
    assertThat(ROTATION.after(first, START.plus(Duration.ofDays(3000)), false, true))
        .isSameAs(first);
  }

  @Test
  void a_root_is_replaced_a_year_before_its_end() {
    Instant due = first.current().expiresAt().minus(Duration.ofDays(365));

    assertThat(ROTATION.after(first, due.minusSeconds(1), false, true)).isSameAs(first);
    RootCertificates begun = ROTATION.after(first, due, false, true);

    assertThat(begun.current()).isEqualTo(first.current());
    assertThat(begun.next()).isNotNull();
  }

  @Test
  void the_next_root_signs_only_when_it_had_time_to_spread_and_is_published_everywhere() {
    // Given
    RootCertificates begun = ROTATION.after(first, START, true, true);
    Instant spread = START.plus(ROTATION.spread());

    // When, Then
    assertThat(ROTATION.after(begun, spread.minusSeconds(1), false, true)).isSameAs(begun);
    assertThat(ROTATION.after(begun, spread, false, false)).isSameAs(begun);
    assertThat(ROTATION.after(begun, spread, false, true).current()).isEqualTo(begun.next());
  }

  @Test
  void a_namespace_that_cannot_be_published_to_does_not_hold_a_root_beyond_its_end() {
    // Given
    Instant late = first.current().expiresAt().minus(Duration.ofDays(30));
    RootCertificates begun = ROTATION.after(first, late, false, true);

    // When
    Instant last = first.current().expiresAt().minus(Duration.ofDays(2));

    // Then
    assertThat(ROTATION.after(begun, last.minusSeconds(1), false, false)).isSameAs(begun);
    assertThat(ROTATION.after(begun, last, false, false).current()).isEqualTo(begun.next());
  }

  @Test
  void the_previous_root_is_trusted_until_its_last_leaf_is_over() {
    // Given
    Instant promotedAt = START.plus(ROTATION.spread());
    RootCertificates promoted =
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
