package dev.pgtether.operator.agents;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A question on its way to an agent.
 *
 * @param askedNanos before it was sent, {@link System#nanoTime()}
 * @param isAnswered an answer under its nonce has arrived; a second one is a replay
 */
record Delivery(String podUid, Ask ask, long askedNanos, AtomicBoolean isAnswered) {

  Delivery(String podUid, Ask ask, long askedNanos) {
    this(podUid, ask, askedNanos, new AtomicBoolean());
  }
}
