package dev.pgtether.operator.cluster;

import java.time.Instant;
import java.util.Collection;

/**
 * Hears what the API server says of one kind of thing, in its order, from one thread at a time.
 *
 * @param <T> the thing, reduced to what is used
 */
interface Sink<T> {

  /**
   * All things there are. What was known and is not among them has gone, nobody knows when.
   *
   * @param asked when the list was asked for: what happened before is in it
   * @param heard when it was here: what came and went before may never have been heard of
   */
  void listed(Collection<T> all, Instant asked, Instant heard);

  /** Added, or changed in anything. */
  void seen(T thing, Instant at);

  /** Deleted. */
  void gone(T lastState, Instant at);

  /** Nothing that happened before is still to be heard. */
  void alive(Instant at);
}
