package dev.pgtether.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class ObservedLeaseHolderTest {

  private static final ZonedDateTime RENEWED = ZonedDateTime.parse("2026-03-01T12:00:00Z");
  private static final long SECOND = 1_000_000_000;

  private final ObservedLeaseHolder observedLeaseHolder =
      new ObservedLeaseHolder("own/10.42.0.1", Duration.ofSeconds(4));

  @Test
  void nobody_is_known_to_lead_before_the_lease_was_read() {
    assertThat(observedLeaseHolder.address(0)).isNull();
  }

  @Test
  void the_holder_leads_for_as_long_as_it_renews() {
    for (int second = 0; second < 60; second++) {
      observedLeaseHolder.seen("other/10.42.0.2", RENEWED.plusSeconds(second), second * SECOND);
      assertThat(observedLeaseHolder.address(second * SECOND + SECOND)).isEqualTo("10.42.0.2");
    }
  }

  @Test
  void whoever_does_not_renew_is_not_believed_in() {
    // Given
    for (int second = 0; second < 5; second++) {
      observedLeaseHolder.seen("other/fd00::7", RENEWED, second * SECOND);
    }

    // Then
    assertThat(observedLeaseHolder.address(4 * SECOND)).isEqualTo("fd00::7");
    assertThat(observedLeaseHolder.address(4 * SECOND + 1)).isNull();

    // When it is back
    observedLeaseHolder.seen("other/fd00::7", RENEWED.plusSeconds(5), 5 * SECOND);
    assertThat(observedLeaseHolder.address(6 * SECOND)).isEqualTo("fd00::7");
  }

  @Test
  void a_lease_that_was_given_back_or_is_ones_own_names_nobody_else() {
    observedLeaseHolder.seen("", RENEWED, 0);
    assertThat(observedLeaseHolder.address(0)).isNull();
    observedLeaseHolder.seen(null, RENEWED, 0);
    assertThat(observedLeaseHolder.address(0)).isNull();
    observedLeaseHolder.seen("own/10.42.0.1", RENEWED, 0);
    assertThat(observedLeaseHolder.address(0)).isNull();
  }
}
