package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Exchange;
import java.time.Duration;

/**
 * How long things may take, and how often they are tried.
 *
 * @param connecting resolving apart: one connection with its handshake
 * @param answer from the first byte posted to the last of the answer, holding included
 * @param shortestHold an answer that has nothing to ask and comes sooner is no invitation to post
 *     again at once
 * @param firstRetry the longest wait after a first failure
 * @param longestRetry the longest wait after many
 * @param localRetry after something on this side was missing, a file for instance
 */
record Pace(
    Duration connecting,
    Duration answer,
    Duration shortestHold,
    Duration firstRetry,
    Duration longestRetry,
    Duration localRetry) {

  static final Pace USUAL =
      new Pace(
          Duration.ofSeconds(5),
          longestHold().plusSeconds(15),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofSeconds(2));

  private static Duration longestHold() {
    return Duration.ofMillis((long) (Exchange.HOLD.toMillis() * (1 + Exchange.HOLD_SPREAD)));
  }
}
