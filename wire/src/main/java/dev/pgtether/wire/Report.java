package dev.pgtether.wire;

import java.time.Instant;

/**
 * The answer to a question: one scan.
 *
 * @param nonce of the question that it answers
 * @param epoch of the same question
 * @param began when the scan began, on the agent's wall clock
 * @param ended when the scan had ended, on the agent's wall clock; both are for people only
 * @param scan what was seen; its times are on the agent's monotonic clock
 */
public record Report(
    AgentHealth agent, String nonce, long epoch, Instant began, Instant ended, Scan scan)
    implements Post {

  public Report {
    Limits.nonce(nonce);
    Limits.epoch(epoch);
  }
}
