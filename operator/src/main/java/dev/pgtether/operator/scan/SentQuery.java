package dev.pgtether.operator.scan;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A question on its way to an agent.
 *
 * @param askedNanos before it was sent, {@link System#nanoTime()}
 * @param isAnswered an answer under its nonce has arrived; a second one is a replay
 */
record SentQuery(
    String podUid, PendingScan pendingScan, long askedNanos, AtomicBoolean isAnswered) {

  SentQuery(String podUid, PendingScan pendingScan, long askedNanos) {
    this(podUid, pendingScan, askedNanos, new AtomicBoolean());
  }
}
