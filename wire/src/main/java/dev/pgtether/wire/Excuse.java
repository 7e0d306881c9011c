package dev.pgtether.wire;

/**
 * The answer to a question that could not be looked into.
 *
 * @param nonce of the question that it answers
 * @param epoch of the same question
 * @param why what was tried and why it failed; at most 500 characters
 */
public record Excuse(AgentHealth agent, String nonce, long epoch, String why) implements Post {

  public Excuse {
    Limits.nonce(nonce);
    Limits.epoch(epoch);
    why = Limits.cut(why, Limits.SENTENCE);
  }
}
