package dev.pgtether.operator.database.destination;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.destination.ProtectedEndpointLookup.ProtectedAddresses;
import dev.pgtether.operator.database.failure.AuditFailedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API server, the operator's replicas and their Services, also where a Service of somebody
 * else's leads to one of them. Closed as long as it is not known where they are.
 */
public final class ProtectedEndpoints implements Predicate<Endpoint> {

  private static final Duration REFRESH_AFTER = Duration.ofMinutes(1);

  /** After a look-up that failed, where an elder one is known. */
  private static final Duration RETRY_AFTER_FAILURE = Duration.ofSeconds(10);

  private final Supplier<ProtectedAddresses> lookup;
  private final Function<Endpoint, Set<Endpoint>> endpointsBehind;
  private final InstantSource clock;
  private final Duration lookupTimeout;
  private @Nullable CachedLookup cached;
  private @Nullable CompletableFuture<ProtectedAddresses> runningLookup;

  /**
   * @param lookup blocks, and throws when it cannot tell
   * @param endpointsBehind what stands behind a Service's endpoint; throws IllegalStateException as
   *     long as that is not known
   * @param lookupTimeout for one look-up
   */
  public ProtectedEndpoints(
      Supplier<ProtectedAddresses> lookup,
      Function<Endpoint, Set<Endpoint>> endpointsBehind,
      InstantSource clock,
      Duration lookupTimeout) {
    this.lookup = lookup;
    this.endpointsBehind = endpointsBehind;
    this.clock = clock;
    this.lookupTimeout = lookupTimeout;
  }

  private record CachedLookup(ProtectedAddresses protectedAddresses, Instant until) {}

  /**
   * @throws AuditFailedException when it cannot be told yet
   */
  @Override
  public boolean test(Endpoint endpoint) {
    ProtectedAddresses protectedAddresses = protectedAddresses();
    return protectedAddresses.contains(endpoint)
        || endpointsBehind(endpoint).stream().anyMatch(protectedAddresses::contains);
  }

  private Set<Endpoint> endpointsBehind(Endpoint endpoint) {
    try {
      return endpointsBehind.apply(endpoint);
    } catch (IllegalStateException notYet) {
      throw notKnownYet("the cluster's Services have not been listed yet");
    }
  }

  /** Nobody waits for another thread's lock while it waits for an answer. */
  private ProtectedAddresses protectedAddresses() {
    CachedLookup cachedBefore = cached();
    if (cachedBefore != null && clock.instant().isBefore(cachedBefore.until)) {
      return cachedBefore.protectedAddresses;
    }
    try {
      return runningLookup().get(lookupTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException failed) {
      if (cachedBefore != null) {
        cache(cachedBefore.protectedAddresses, RETRY_AFTER_FAILURE);
        return cachedBefore.protectedAddresses;
      }
      throw notKnownYet("it could not be looked up where the API server and the operator listen");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw notKnownYet("the operator is stopping");
    }
  }

  private synchronized @Nullable CachedLookup cached() {
    return cached;
  }

  private synchronized void cache(ProtectedAddresses protectedAddresses, Duration validFor) {
    cached = new CachedLookup(protectedAddresses, clock.instant().plus(validFor));
  }

  /** The look-up that runs, or a new one. */
  private synchronized CompletableFuture<ProtectedAddresses> runningLookup() {
    CompletableFuture<ProtectedAddresses> running = runningLookup;
    if (running == null || running.isDone()) {
      CompletableFuture<ProtectedAddresses> next = new CompletableFuture<>();
      // A platform thread: the resolver blocks natively. One at a time, so that a dead resolver
      // holds one.
      Thread.ofPlatform().daemon().name("guarded destinations").start(() -> runLookup(next));
      runningLookup = next;
      running = next;
    }
    return running;
  }

  private void runLookup(CompletableFuture<ProtectedAddresses> answer) {
    try {
      ProtectedAddresses protectedAddresses = lookup.get();
      cache(protectedAddresses, REFRESH_AFTER);
      answer.complete(protectedAddresses);
    } catch (RuntimeException | Error failed) {
      answer.completeExceptionally(failed);
    }
  }

  private static AuditFailedException notKnownYet(String why) {
    return new AuditFailedException(
        Reason.CLUSTER_NOT_SYNCED,
        "no connection is opened before it is known which destinations are closed: %s. It is tried again by itself"
            .formatted(why));
  }
}
