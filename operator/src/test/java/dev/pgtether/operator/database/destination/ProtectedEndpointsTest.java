package dev.pgtether.operator.database.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.destination.ProtectedEndpointLookup.ProtectedAddresses;
import dev.pgtether.operator.database.failure.AuditFailedException;
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
class ProtectedEndpointsTest {

  private static final Endpoint API_SERVER = Endpoint.of("10.0.0.1", 6443);
  private static final Endpoint OTHER_REPLICA = Endpoint.of("10.244.2.9", 8443);
  private static final Endpoint SERVICE_OF_SOMEBODY = Endpoint.of("10.96.0.77", 5432);
  private static final Endpoint DATABASE = Endpoint.of("10.244.2.10", 5432);
  private static final ProtectedAddresses PROTECTED =
      new ProtectedAddresses(
          Set.of(API_SERVER), Set.of(OTHER_REPLICA.address(), IpAddress.parse("10.96.0.5")));

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  private ProtectedEndpoints protectedEndpoints(
      Supplier<ProtectedAddresses> lookUp,
      Function<Endpoint, Set<Endpoint>> behind,
      Duration patience) {
    return new ProtectedEndpoints(lookUp, behind, now::get, patience);
  }

  private static Set<Endpoint> endpointsBehind(Endpoint endpoint) {
    return Map.of(SERVICE_OF_SOMEBODY, Set.of(OTHER_REPLICA)).getOrDefault(endpoint, Set.of());
  }

  @Test
  void the_api_server_and_the_operator_are_refused_under_every_address() {
    // Given
    ProtectedEndpoints protectedEndpoints =
        protectedEndpoints(
            () -> PROTECTED, ProtectedEndpointsTest::endpointsBehind, Duration.ofSeconds(5));

    // Then
    assertThat(protectedEndpoints)
        .accepts(API_SERVER, OTHER_REPLICA, Endpoint.of("10.244.2.9", 5432));
    assertThat(protectedEndpoints).accepts(Endpoint.of("10.96.0.5", 443), SERVICE_OF_SOMEBODY);
    assertThat(protectedEndpoints).rejects(DATABASE, Endpoint.of("10.0.0.1", 5432));
  }

  @Test
  void everything_is_refused_until_the_protected_endpoints_are_known() {
    // Given
    ProtectedEndpoints unlisted =
        protectedEndpoints(
            () -> PROTECTED,
            any -> {
              throw new IllegalStateException("not listed");
            },
            Duration.ofSeconds(5));
    ProtectedEndpoints unanswered =
        protectedEndpoints(
            () -> {
              throw new IllegalArgumentException("no answer");
            },
            ProtectedEndpointsTest::endpointsBehind,
            Duration.ofSeconds(5));

    // Then
    for (ProtectedEndpoints protectedEndpoints : new ProtectedEndpoints[] {unlisted, unanswered}) {
      AuditFailedException cannot =
          catchThrowableOfType(AuditFailedException.class, () -> protectedEndpoints.test(DATABASE));
      assertThat(cannot.reason()).isEqualTo(Reason.CLUSTER_NOT_SYNCED);
    }
  }

  @Test
  void a_resolver_that_hangs_times_out_and_holds_one_thread() {
    // Given
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    ProtectedEndpoints protectedEndpoints =
        protectedEndpoints(
            () -> {
              asked.incrementAndGet();
              await(end);
              return PROTECTED;
            },
            ProtectedEndpointsTest::endpointsBehind,
            Duration.ofMillis(50));

    // Then
    for (int i = 0; i < 3; i++) {
      assertThat(
              catchThrowableOfType(
                  AuditFailedException.class, () -> protectedEndpoints.test(DATABASE)))
          .hasMessageContaining("could not be looked up");
    }
    assertThat(asked).hasValue(1);
    end.countDown();
  }

  @Test
  void known_protected_endpoints_stay_refused_while_the_api_server_is_away() {
    // Given
    AtomicReference<Supplier<ProtectedAddresses>> source = new AtomicReference<>(() -> PROTECTED);
    ProtectedEndpoints protectedEndpoints =
        protectedEndpoints(
            () -> source.get().get(),
            ProtectedEndpointsTest::endpointsBehind,
            Duration.ofSeconds(5));
    assertThat(protectedEndpoints).accepts(API_SERVER);

    // When
    source.set(
        () -> {
          throw new IllegalArgumentException("away");
        });
    now.set(now.get().plus(Duration.ofHours(1)));

    // Then
    assertThat(protectedEndpoints).accepts(API_SERVER);
    assertThat(protectedEndpoints).rejects(DATABASE);
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
