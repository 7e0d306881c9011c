package dev.pgtether.operator.cluster.watch;

import java.time.Instant;
import java.util.Collection;

/**
 * Hears what the API server says of one kind of thing, in its order, from one thread at a time.
 *
 * @param <T> the thing, reduced to what is used
 */
public interface ResourceSink<T> {

  /**
   * All things there are. What was known and is not among them has gone, nobody knows when.
   *
   * @param requestedAt when the list was asked for: what happened before is in it
   * @param receivedAt when it was here: what came and went before may never have been heard of
   */
  void listed(Collection<T> all, Instant requestedAt, Instant receivedAt);

  /** Added, or changed in anything. */
  void upserted(T thing, Instant at);

  /** Deleted. */
  void deleted(T lastState, Instant at);

  /** Nothing that happened before is still to be heard. */
  void caughtUpTo(Instant at);
}
