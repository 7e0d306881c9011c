package dev.pgtether.operator.scan;

import dev.pgtether.wire.Question;

/** An agent that waits to be asked: its post has not been answered yet. */
public interface HeldExchange {

  /**
   * Answers it with a question; returns at once.
   *
   * @return false when the agent has gone, or was answered before
   */
  boolean ask(Question question);

  /** Answers that there is nothing to ask; does nothing when it was answered before. */
  void release();
}
