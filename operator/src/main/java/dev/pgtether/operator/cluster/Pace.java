package dev.pgtether.operator.cluster;

import java.time.Duration;

/**
 * How closely something is followed.
 *
 * <p>An idle watch says nothing, a dead one neither: the client sends no pings, and the API server
 * no bookmark while nothing of the kind has changed. But a new watch is told at once of all that
 * has changed since the last. A short timeout is therefore a heartbeat.
 *
 * @param timeout of each watch, which is then opened anew from where it was
 * @param firstPause after the first failure, doubled with each further one
 * @param longestPause between two tries
 */
record Pace(Duration timeout, Duration firstPause, Duration longestPause) {

  /** For pods: what is younger than the last sign of life is not known. */
  static final Pace CLOSE = every(Duration.ofSeconds(10));

  /** For what changes seldom, and is not compared with a backend's start. */
  static final Pace CALM = every(Duration.ofSeconds(60));

  private static Pace every(Duration timeout) {
    return new Pace(timeout, Duration.ofMillis(500), Duration.ofSeconds(10));
  }

  /** How long to wait after so many failures in a row, one at least. */
  Duration pause(int failures) {
    Duration doubled = firstPause.multipliedBy(1L << Math.min(failures - 1, 16));
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}
