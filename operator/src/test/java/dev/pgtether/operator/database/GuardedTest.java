package dev.pgtether.operator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.OwnDoors.Doors;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GuardedTest {

  private static final Endpoint API_SERVER = Endpoint.of("10.0.0.1", 6443);
  private static final Endpoint OTHER_REPLICA = Endpoint.of("10.244.2.9", 8443);
  private static final Endpoint SERVICE_OF_SOMEBODY = Endpoint.of("10.96.0.77", 5432);
  private static final Endpoint DATABASE = Endpoint.of("10.244.2.10", 5432);
  private static final Doors DOORS =
      new Doors(Set.of(API_SERVER), Set.of(OTHER_REPLICA.address(), IpAddress.parse("10.96.0.5")));

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  private Guarded guarded(
      Supplier<Doors> lookUp, Function<Endpoint, Set<Endpoint>> behind, Duration patience) {
    return new Guarded(lookUp, behind, now::get, patience);
  }

  private static Set<Endpoint> behind(Endpoint endpoint) {
    return Map.of(SERVICE_OF_SOMEBODY, Set.of(OTHER_REPLICA)).getOrDefault(endpoint, Set.of());
  }

  @Test
  void whatIsOursIsClosedWhereverItIsDialled() {
    // Given
    Guarded guarded = guarded(() -> DOORS, GuardedTest::behind, Duration.ofSeconds(5));

    // Then
    assertThat(guarded).accepts(API_SERVER, OTHER_REPLICA, Endpoint.of("10.244.2.9", 5432));
    assertThat(guarded).accepts(Endpoint.of("10.96.0.5", 443), SERVICE_OF_SOMEBODY);
    assertThat(guarded).rejects(DATABASE, Endpoint.of("10.0.0.1", 5432));
  }

  @Test
  void nothingIsOpenBeforeItIsKnownWhatIsClosed() {
    // Given
    Guarded unlisted =
        guarded(
            () -> DOORS,
            any -> {
              throw new IllegalStateException("not listed");
            },
            Duration.ofSeconds(5));
    Guarded unanswered =
        guarded(
            () -> {
              throw new IllegalArgumentException("no answer");
            },
            GuardedTest::behind,
            Duration.ofSeconds(5));

    // Then
    for (Guarded guarded : new Guarded[] {unlisted, unanswered}) {
      CannotAudit cannot = catchThrowableOfType(CannotAudit.class, () -> guarded.test(DATABASE));
      assertThat(cannot.reason()).isEqualTo(Reason.CLUSTER_NOT_SYNCED);
    }
  }

  @Test
  void aResolverThatHangsIsNotWaitedForForEverAndHoldsOneThread() {
    // Given
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    Guarded guarded =
        guarded(
            () -> {
              asked.incrementAndGet();
              await(end);
              return DOORS;
            },
            GuardedTest::behind,
            Duration.ofMillis(50));

    // Then
    for (int i = 0; i < 3; i++) {
      assertThat(catchThrowableOfType(CannotAudit.class, () -> guarded.test(DATABASE)))
          .hasMessageContaining("could not be looked up");
    }
    assertThat(asked).hasValue(1);
    end.countDown();
  }

  @Test
  void whatWasKnownStaysClosedWhileTheApiServerIsAway() {
    // Given
    AtomicReference<Supplier<Doors>> source = new AtomicReference<>(() -> DOORS);
    Guarded guarded = guarded(() -> source.get().get(), GuardedTest::behind, Duration.ofSeconds(5));
    assertThat(guarded).accepts(API_SERVER);

    // When
    source.set(
        () -> {
          throw new IllegalArgumentException("away");
        });
    now.set(now.get().plus(Duration.ofHours(1)));

    // Then
    assertThat(guarded).accepts(API_SERVER);
    assertThat(guarded).rejects(DATABASE);
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
