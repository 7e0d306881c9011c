package dev.pgtether.operator.cluster;

import java.time.Duration;

/**
 * How closely something is followed.
 *
 * <p>An idle watch says nothing, a dead one neither: the client sends no pings, so a cut wire would
 * be noticed after minutes. But the API server sends a bookmark 2 s before a watch's own timeout
 * (k8s.io/apiserver, storage/cacher, nextBookmarkTime). A short timeout is therefore a heartbeat.
 *
 * @param timeout of each watch, which is then opened anew from where it was
 * @param silence after which a watch is given up, and all is listed anew
 * @param firstPause after the first failure, doubled with each further one
 * @param longestPause between two tries
 */
record Pace(Duration timeout, Duration silence, Duration firstPause, Duration longestPause) {

  /** For pods: what is younger than the last sign of life is not known. */
  static final Pace CLOSE = every(Duration.ofSeconds(10));

  /** For what changes seldom, and is not compared with a backend's start. */
  static final Pace CALM = every(Duration.ofSeconds(30));

  private static Pace every(Duration timeout) {
    return new Pace(
        timeout, timeout.multipliedBy(3), Duration.ofMillis(500), Duration.ofSeconds(10));
  }

  Duration pause(int failures) {
    Duration doubled = firstPause.multipliedBy(1L << Math.min(failures - 1, 16));
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}
