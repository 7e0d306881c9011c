package dev.pgtether.operator.leader;

/**
 * A time of leading, as far as this replica has renewed it.
 *
 * @param epoch the Lease's transition count
 * @param endNanos on {@link System#nanoTime}, which goes on while a process is stopped: after it
 *     the Lease binds nobody, whatever this replica has not noticed yet
 */
record LeaderTerm(long epoch, long endNanos) {

  boolean lasts(long nowNanos) {
    return endNanos - nowNanos > 0;
  }
}
