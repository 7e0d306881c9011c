package dev.pgtether.operator.tls.ca;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RootReconcilerTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");
  private static final RotationPolicy ROTATION = RotationPolicy.DEFAULT;

  private final InMemoryRootStore store = new InMemoryRootStore();
  private final RootReconciler one = new RootReconciler(store, ROTATION);
  private final RootReconciler other = new RootReconciler(store, ROTATION);

  @Test
  void only_a_leader_makes_the_first_root_and_everybody_reads_it() {
    assertThat(one.keep(false, true, START)).isNull();
    RootCertificates made = one.keep(true, true, START);

    assertThat(made).isNotNull();
    assertThat(other.keep(false, true, START)).isEqualTo(made);
  }

  @Test
  void two_that_believe_to_lead_never_have_two_roots() {
    // Given
    RootReconciler late =
        new RootReconciler(
            new RootStore() {
              private boolean first = true;

              @Override
              public @Nullable Stored read() {
                boolean now = first;
                first = false;
                return now ? null : store.read();
              }

              @Override
              public boolean create(RootCertificates rootCertificates) {
                return store.create(rootCertificates);
              }

              @Override
              public boolean replace(Stored before, RootCertificates rootCertificates) {
                return store.replace(before, rootCertificates);
              }
            },
            ROTATION);
    RootCertificates made = one.keep(true, true, START);

    // When
    RootCertificates lost = late.keep(true, true, START);

    // Then
    assertThat(lost).isNull();
    assertThat(late.keep(true, true, START)).isEqualTo(made);
  }

  @Test
  void an_annotation_asks_for_one_rotation_and_not_for_a_second() {
    // Given
    RootCertificates before = requireNonNull(one.keep(true, false, START));
    store.annotate("now, please");

    // When
    RootCertificates begun = requireNonNull(one.keep(true, true, START));
    Instant later = START.plus(ROTATION.spread());
    one.keep(true, true, later);
    Instant end = later.plus(ROTATION.leafLife()).plus(ROTATION.spread());
    one.keep(true, true, end);
    RootCertificates after = requireNonNull(one.keep(true, true, end.plusSeconds(60)));

    // Then
    assertThat(begun.trusted()).hasSize(2).first().isEqualTo(before.current().certificate());
    assertThat(after.current()).isEqualTo(begun.next());
    assertThat(after.trusted()).hasSize(1);
  }

  @Test
  void a_deleted_secret_comes_back_with_the_old_root_beside_the_new() {
    // Given
    RootCertificates before = requireNonNull(one.keep(true, true, START));
    store.delete();

    // When
    RootCertificates after = requireNonNull(one.keep(true, true, START.plusSeconds(60)));

    // Then
    assertThat(after.current()).isEqualTo(before.current());
    assertThat(after.next()).isNotNull();
    assertThat(other.keep(false, true, START.plusSeconds(60))).isEqualTo(after);
  }

  @Test
  void a_new_leader_publishes_itself_before_it_promotes() {
    // Given
    one.keep(true, false, START);
    store.annotate("1");
    RootCertificates begun = requireNonNull(one.keep(true, true, START));
    Instant later = START.plus(Duration.ofDays(1));

    // When
    RootCertificates first = other.keep(true, true, later);
    RootCertificates second = requireNonNull(other.keep(true, true, later));

    // Then
    assertThat(first).isEqualTo(begun);
    assertThat(second.current()).isEqualTo(begun.next());
  }
}
