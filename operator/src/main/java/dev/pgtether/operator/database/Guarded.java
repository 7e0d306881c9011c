package dev.pgtether.operator.database;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.OwnDoors.Doors;
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
final class Guarded implements Predicate<Endpoint> {

  private static final Duration FRESH = Duration.ofMinutes(1);

  /** After a look-up that failed, where an elder one is known. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Supplier<Doors> lookUp;
  private final Function<Endpoint, Set<Endpoint>> behind;
  private final InstantSource clock;
  private final Duration patience;
  private @Nullable Known known;
  private @Nullable CompletableFuture<Doors> looking;

  /**
   * @param lookUp blocks, and throws when it cannot tell
   * @param behind what stands behind a Service's endpoint; throws IllegalStateException as long as
   *     that is not known
   * @param patience for one look-up
   */
  Guarded(
      Supplier<Doors> lookUp,
      Function<Endpoint, Set<Endpoint>> behind,
      InstantSource clock,
      Duration patience) {
    this.lookUp = lookUp;
    this.behind = behind;
    this.clock = clock;
    this.patience = patience;
  }

  private record Known(Doors doors, Instant until) {}

  /**
   * @throws CannotAudit when it cannot be told yet
   */
  @Override
  public boolean test(Endpoint endpoint) {
    Doors doors = doors();
    return doors.have(endpoint) || behind(endpoint).stream().anyMatch(doors::have);
  }

  private Set<Endpoint> behind(Endpoint endpoint) {
    try {
      return behind.apply(endpoint);
    } catch (IllegalStateException notYet) {
      throw unknown("the cluster's Services have not been listed yet");
    }
  }

  /** Nobody waits for another thread's lock while it waits for an answer. */
  private Doors doors() {
    Known before = known();
    if (before != null && clock.instant().isBefore(before.until)) {
      return before.doors;
    }
    try {
      return looking().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException failed) {
      if (before != null) {
        know(before.doors, PAUSE);
        return before.doors;
      }
      throw unknown("it could not be looked up where the API server and the operator listen");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unknown("the operator is stopping");
    }
  }

  private synchronized @Nullable Known known() {
    return known;
  }

  private synchronized void know(Doors doors, Duration fresh) {
    known = new Known(doors, clock.instant().plus(fresh));
  }

  /** The look-up that runs, or a new one. */
  private synchronized CompletableFuture<Doors> looking() {
    CompletableFuture<Doors> running = looking;
    if (running == null || running.isDone()) {
      CompletableFuture<Doors> next = new CompletableFuture<>();
      // A platform thread: the resolver blocks natively. One at a time, so that a dead resolver
      // holds one.
      Thread.ofPlatform().daemon().name("guarded destinations").start(() -> look(next));
      looking = next;
      running = next;
    }
    return running;
  }

  private void look(CompletableFuture<Doors> answer) {
    try {
      Doors doors = lookUp.get();
      know(doors, FRESH);
      answer.complete(doors);
    } catch (RuntimeException | Error failed) {
      answer.completeExceptionally(failed);
    }
  }

  private static CannotAudit unknown(String why) {
    return new CannotAudit(
        Reason.CLUSTER_NOT_SYNCED,
        "no connection is opened before it is known which destinations are closed: %s. It is tried again by itself"
            .formatted(why));
  }
}
