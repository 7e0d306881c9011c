package dev.pgtether.operator.scan;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.SocketQuery;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One pod, asked once. It may be put to the agent several times, each under its own nonce, when an
 * answer seems to have been lost on its way; the first report counts.
 */
final class PendingScan {

  /** An agent that comes back again and again without an answer is left alone. */
  private static final int MOST_DELIVERIES = 3;

  private final long deadlineNanos;
  private final CountDownLatch everybody;
  private final CountDownLatch expected;
  private @Nullable SocketQuery query;
  private int deliveries;
  private boolean isClosed;
  private @Nullable AgentReport report;

  /**
   * @param deadlineNanos on {@link System#nanoTime()}
   * @param everybody counted down when it is answered
   * @param expected likewise
   */
  PendingScan(
      SocketQuery query, long deadlineNanos, CountDownLatch everybody, CountDownLatch expected) {
    this.query = query;
    this.deadlineNanos = deadlineNanos;
    this.everybody = everybody;
    this.expected = expected;
  }

  /** Null when it is over. */
  synchronized @Nullable SocketQuery query() {
    return query;
  }

  long nanosLeft(long now) {
    return deadlineNanos - now;
  }

  /**
   * Whether it is to be put to the agent now; if so, that counts as done.
   *
   * @param again also when it has been put before
   */
  synchronized boolean take(boolean again) {
    if (isClosed || deliveries >= (again ? MOST_DELIVERIES : 1)) {
      return false;
    }
    deliveries++;
    return true;
  }

  /** The agent was gone when it was to be put to it. */
  synchronized void giveBack() {
    deliveries--;
  }

  /**
   * Closes it with a report; null when the agent cannot look.
   *
   * @return false when it was closed before
   */
  synchronized boolean answer(@Nullable AgentReport answer) {
    if (isClosed) {
      return false;
    }
    report = answer;
    isClosed = true;
    everybody.countDown();
    expected.countDown();
    return true;
  }

  /**
   * Closes it, whether there is a report or not, and lets go of what it holds: its nonces are kept
   * longer.
   */
  synchronized @Nullable AgentReport close() {
    AgentReport last = report;
    isClosed = true;
    report = null;
    query = null;
    return last;
  }
}
