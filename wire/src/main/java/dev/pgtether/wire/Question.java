package dev.pgtether.wire;

import dev.pgtether.correlation.fact.SocketQuery;
import java.time.Duration;

/**
 * What the operator asks.
 *
 * @param nonce 16 to 64 of {@code A-Z a-z 0-9 - _}, never used before; the answer repeats it
 * @param epoch how often the leader's Lease has changed hands; agents do not answer a lower one
 *     than they have seen
 * @param deadline how long after the question was sent an answer is of use; 1 ms to 60 s
 */
public record Question(String nonce, long epoch, Duration deadline, SocketQuery query) {

  /** An answer is never waited for longer. */
  public static final Duration LONGEST_DEADLINE = Duration.ofSeconds(60);

  public Question {
    Limits.nonce(nonce);
    Limits.epoch(epoch);
    if (deadline.toMillis() < 1 || deadline.compareTo(LONGEST_DEADLINE) > 0) {
      throw new IllegalArgumentException("a deadline is 1 ms to 60 s, not " + deadline);
    }
  }
}
