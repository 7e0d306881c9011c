package dev.pgtether.operator.cluster.watch;

import java.time.Duration;

/**
 * How closely something is followed.
 *
 * <p>An idle watch says nothing, a dead one neither: the client sends no pings, and the API server
 * no bookmark while nothing of the kind has changed. But a new watch is told at once of all that
 * has changed since the last. A short timeout is therefore a heartbeat.
 *
 * @param timeout of each watch, which is then opened anew from where it was
 * @param firstRetryDelay after the first failure, doubled with each further one
 * @param maxRetryDelay between two tries
 */
public record WatchTiming(Duration timeout, Duration firstRetryDelay, Duration maxRetryDelay) {

  /** For pods: what is younger than the last sign of life is not known. */
  public static final WatchTiming FREQUENT = every(Duration.ofSeconds(10));

  /** For what changes seldom, and is not compared with a backend's start. */
  public static final WatchTiming RELAXED = every(Duration.ofSeconds(60));

  private static WatchTiming every(Duration timeout) {
    return new WatchTiming(timeout, Duration.ofMillis(500), Duration.ofSeconds(10));
  }

  /** How long to wait after so many failures in a row, one at least. */
  Duration retryDelay(int failures) {
    Duration doubled = firstRetryDelay.multipliedBy(1L << Math.min(failures - 1, 16));
    return doubled.compareTo(maxRetryDelay) < 0 ? doubled : maxRetryDelay;
  }
}
