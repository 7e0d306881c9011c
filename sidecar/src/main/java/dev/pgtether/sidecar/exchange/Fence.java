package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Question;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Which questions are answered: none twice, and none of a replica that has since lost the Lease.
 *
 * <p>A Lease that is deleted counts from zero again. So an epoch is forgotten once nobody has asked
 * in it for two minutes, far longer than two replicas can disagree about who leads.
 */
final class Fence {

  private static final Duration MEMORY = Duration.ofMinutes(2);

  private static final int MOST_NONCES = 1_000;

  /** What to do with a question. */
  enum Admission {
    ANSWER,
    /** Somebody else has become the leader since. */
    OLD_EPOCH,
    /** It has been answered. */
    REPEATED
  }

  private final Set<String> known = new HashSet<>();
  private final Deque<String> oldestFirst = new ArrayDeque<>();
  private long epoch;
  private long askedAtNanos;

  /**
   * Decides about one question, and remembers it.
   *
   * @param nowNanos {@link System#nanoTime()}
   */
  Admission admit(Question question, long nowNanos) {
    boolean remembered = nowNanos - askedAtNanos < MEMORY.toNanos();
    if (remembered && question.epoch() < epoch) {
      return Admission.OLD_EPOCH;
    }
    if (!known.add(question.nonce())) {
      return Admission.REPEATED;
    }
    oldestFirst.addLast(question.nonce());
    if (oldestFirst.size() > MOST_NONCES) {
      known.remove(oldestFirst.removeFirst());
    }
    epoch = question.epoch();
    askedAtNanos = nowNanos;
    return Admission.ANSWER;
  }
}
